package net.es.esmond.storage.sql.internal.lastupdated;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import java.util.function.Supplier;
import net.es.esmond.storage.sql.internal.pool.HostMeters;

/** Reports touches. */
final class TouchMeters {
  private final Counter written;
  private final Counter unknown;

  TouchMeters(HostMeters meters, Supplier<Number> waiting, Supplier<Number> hotRatio) {
    meters.gauge(
        Gauge.builder("esmond.sql.touch.waiting", waiting)
            .description("event types that wait to be touched"));
    meters.gauge(
        Gauge.builder("esmond.sql.touch.hot.ratio", hotRatio)
            .description(
                "share of the last minute's updates of ps_event_types that were heap-only"));
    written =
        meters.meter(
            Counter.builder("esmond.sql.touch.written")
                    .description(
                        "event types touched, any number of touches at a time counted once")
                ::register);
    unknown =
        meters.meter(
            Counter.builder("esmond.sql.touch.unknown")
                    .description("event types not touched because they are not registered")
                ::register);
  }

  void written(int eventTypes) {
    written.increment(eventTypes);
  }

  void unknown() {
    unknown.increment();
  }
}
