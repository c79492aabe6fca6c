package net.es.esmond.storage.sql.internal.lastupdated;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.internal.meters.StorageMeter;

/** Reports touches. */
final class TouchMeters {
  private final LongConsumer written;
  private final LongConsumer unknown;
  private final LongConsumer lag;

  /** The gauges' sources, which registries do not keep from the garbage collector. */
  private final Supplier<Number> waiting;

  private final Supplier<Number> hotRatio;

  TouchMeters(HostMeters meters, Supplier<Number> waiting, Supplier<Number> hotRatio) {
    this.waiting = waiting;
    this.hotRatio = hotRatio;
    meters.gauge(StorageMeter.TOUCH_WAITING, this, m -> m.waiting.get().doubleValue());
    meters.gauge(StorageMeter.TOUCH_HOT_RATIO, this, m -> m.hotRatio.get().doubleValue());
    written = meters.counting(StorageMeter.TOUCH_WRITTEN);
    unknown = meters.counting(StorageMeter.TOUCH_UNKNOWN);
    lag = meters.timing(StorageMeter.TOUCH_LAG);
  }

  void written(int eventTypes) {
    written.accept(eventTypes);
  }

  void unknown() {
    unknown.accept(1);
  }

  /** Records how long an event type waited for its stamp. */
  void lag(int millis) {
    lag.accept(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
