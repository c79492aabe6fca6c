package net.es.esmond.storage.internal.meters;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.es.esmond.storage.spi.StoreContext;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one storage in the host's registry. The tag {@link StorageMeter#STORAGE} keeps the
 * meters of several storages apart, so each storage removes its own. Thread-safe.
 */
public final class HostMeters implements MeterSource {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final int number = NUMBERS.incrementAndGet();
  private final CompositeMeterRegistry registry = new CompositeMeterRegistry();
  private final HostCode hostCode = new HostCode("the host's meter registry");

  /**
   * Creates the meters of a storage that gets the next number.
   *
   * @param host the host's registry; if absent, nothing is reported
   */
  public HostMeters(@Nullable MeterRegistry host) {
    registry.config().commonTags(StorageMeter.STORAGE, Integer.toString(number));
    if (host != null) {
      registry.add(host);
    }
  }

  /**
   * Returns the meters of the storage that a back end belongs to. A back end without a storage gets
   * meters of its own. The back end closes them with itself: its storage closes too.
   */
  public static HostMeters of(StoreContext context) {
    return context
        .service(HostMeters.class)
        .orElseGet(() -> new HostMeters(context.service(MeterRegistry.class).orElse(null)));
  }

  /** Returns the number of the storage in this process, from 1. */
  public int number() {
    return number;
  }

  /** Returns the registry of this storage, for libraries that register meters by themselves. */
  public MeterRegistry registry() {
    return registry;
  }

  /** If the host's registry fails, the counter is reported nowhere. */
  @Override
  public LongConsumer counting(StorageMeter meter, String... tags) {
    Counter counter =
        registered(
            Counter.builder(meter.meterName())
                    .description(meter.description())
                    .tags(tags(meter, tags))
                ::register);
    return number -> hostCode.run(() -> counter.increment(number));
  }

  /**
   * Registers a timer as {@link #counting} does a counter.
   *
   * @return takes nanoseconds
   */
  public LongConsumer timing(StorageMeter meter, String... tags) {
    Timer timer =
        registered(
            Timer.builder(meter.meterName())
                    .description(meter.description())
                    .tags(tags(meter, tags))
                ::register);
    return nanos -> hostCode.run(() -> timer.record(nanos, TimeUnit.NANOSECONDS));
  }

  /**
   * Registers a gauge as {@link #counting} does a counter.
   *
   * @param source what the gauge shows; is not kept from the garbage collector
   * @param value the gauge's value, asked whenever the host looks
   */
  public <T> void gauge(StorageMeter meter, T source, ToDoubleFunction<T> value, String... tags) {
    var unused =
        registered(
            Gauge.builder(meter.meterName(), source, value)
                    .description(meter.description())
                    .tags(tags(meter, tags))
                ::register);
  }

  private <M> M registered(Function<MeterRegistry, M> meter) {
    return hostCode.get(
        () -> meter.apply(registry), () -> meter.apply(new CompositeMeterRegistry()));
  }

  private static Tags tags(StorageMeter meter, String... values) {
    return IntStream.range(0, values.length)
        .mapToObj(i -> Tags.of(meter.tags().get(i), values[i]))
        .reduce(Tags.empty(), Tags::and);
  }

  /** Removes the meters; those registered later are reported nowhere. May be repeated. */
  @Override
  public void close() {
    registry.getMeters().forEach(meter -> hostCode.run(() -> registry.remove(meter)));
    List.copyOf(registry.getRegistries()).forEach(registry::remove);
  }
}
