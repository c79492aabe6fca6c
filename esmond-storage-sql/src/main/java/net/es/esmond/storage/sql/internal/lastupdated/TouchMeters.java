package net.es.esmond.storage.sql.internal.lastupdated;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.function.Supplier;
import net.es.esmond.storage.spi.StoreContext;

/** Reports touches to the host's meter registry. */
final class TouchMeters {
  private final Counter written;
  private final Counter unknown;

  TouchMeters(StoreContext context, Supplier<Number> waiting, Supplier<Number> hotRatio) {
    MeterRegistry registry =
        context.service(MeterRegistry.class).orElseGet(CompositeMeterRegistry::new);
    Gauge.builder("esmond.sql.touch.waiting", waiting)
        .description("event types that wait to be touched")
        .register(registry);
    Gauge.builder("esmond.sql.touch.hot.ratio", hotRatio)
        .description("share of the last minute's updates of ps_event_types that were heap-only")
        .register(registry);
    written =
        Counter.builder("esmond.sql.touch.written")
            .description("event types touched, any number of touches at a time counted once")
            .register(registry);
    unknown =
        Counter.builder("esmond.sql.touch.unknown")
            .description("event types not touched because they are not registered")
            .register(registry);
  }

  void written(int eventTypes) {
    written.increment(eventTypes);
  }

  void unknown() {
    unknown.increment();
  }
}
