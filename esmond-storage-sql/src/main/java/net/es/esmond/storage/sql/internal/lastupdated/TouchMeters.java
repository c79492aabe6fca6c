package net.es.esmond.storage.sql.internal.lastupdated;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.internal.meters.StorageMeter;

/** Reports touches. */
final class TouchMeters {
  private final Counter written;
  private final Counter unknown;
  private final Timer lag;

  /** The gauges' sources, which registries do not keep from the garbage collector. */
  private final Supplier<Number> waiting;

  private final Supplier<Number> hotRatio;

  TouchMeters(HostMeters meters, Supplier<Number> waiting, Supplier<Number> hotRatio) {
    this.waiting = waiting;
    this.hotRatio = hotRatio;
    meters.gauge(StorageMeter.TOUCH_WAITING, this, m -> m.waiting.get().doubleValue());
    meters.gauge(StorageMeter.TOUCH_HOT_RATIO, this, m -> m.hotRatio.get().doubleValue());
    written = meters.counter(StorageMeter.TOUCH_WRITTEN);
    unknown = meters.counter(StorageMeter.TOUCH_UNKNOWN);
    lag = meters.timer(StorageMeter.TOUCH_LAG);
  }

  void written(int eventTypes) {
    written.increment(eventTypes);
  }

  void unknown() {
    unknown.increment();
  }

  /** Records how long an event type waited for its stamp. */
  void lag(int millis) {
    lag.record(millis, TimeUnit.MILLISECONDS);
  }
}
