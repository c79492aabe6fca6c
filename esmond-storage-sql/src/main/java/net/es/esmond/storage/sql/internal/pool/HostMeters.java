package net.es.esmond.storage.sql.internal.pool;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.function.Function;
import net.es.esmond.storage.internal.MeterUsers;
import net.es.esmond.storage.spi.StoreContext;

/**
 * The meters of one database in the host's registry, which go when the database closes.
 * Thread-safe.
 */
public final class HostMeters implements AutoCloseable {
  private final MeterRegistry registry;
  private final MeterUsers users = new MeterUsers();

  /**
   * Takes the host's registry.
   *
   * @param context the host's services; without a {@link MeterRegistry} nothing is reported
   */
  public HostMeters(StoreContext context) {
    registry = context.service(MeterRegistry.class).orElseGet(CompositeMeterRegistry::new);
  }

  MeterRegistry registry() {
    return registry;
  }

  /**
   * Registers a counter or a timer.
   *
   * @param register registers it, or finds it
   * @param <M> type of the meter
   * @return the meter
   */
  public <M extends Meter> M meter(Function<MeterRegistry, M> register) {
    M meter = register.apply(registry);
    Meter.Id id = meter.getId();
    users.add(registry, id, () -> registry.remove(id));
    return meter;
  }

  /**
   * Registers a gauge.
   *
   * @param gauge describes it
   */
  public void gauge(Gauge.Builder<?> gauge) {
    Meter.Id id = gauge.register(registry).getId();
    users.addGauge(registry, id, () -> registry.remove(id), () -> gauge.register(registry));
  }

  /** Removes the meters. */
  @Override
  public void close() {
    users.close();
  }
}
