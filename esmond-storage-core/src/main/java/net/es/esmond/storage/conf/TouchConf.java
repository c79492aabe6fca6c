package net.es.esmond.storage.conf;

import static net.es.esmond.storage.conf.ConfKeys.TOUCH_AT_MOST_EVERY;
import static net.es.esmond.storage.conf.ConfKeys.TOUCH_INTERVAL;
import static net.es.esmond.storage.conf.ConfKeys.TOUCH_JOURNAL;
import static net.es.esmond.storage.conf.ConfKeys.TOUCH_MAX_ROWS;
import static net.es.esmond.storage.conf.ConfKeys.TOUCH_MODE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A TouchConf says how {@code time_updated} follows the points: the {@code sql_db_touch_*} keys.
 * Immutable. Two configurations are equal when all their values are.
 */
public final class TouchConf {
  private final ConfValues values;

  TouchConf(ConfValues values) {
    this.values = values.checked(List.of());
  }

  /** {@return a builder with the defaults, that lacks nothing} */
  public static TouchConfBuilder builder() {
    return new TouchConfBuilder(ConfKeys.TOUCH.defaults());
  }

  /** {@return a builder with these values} */
  public TouchConfBuilder toBuilder() {
    return new TouchConfBuilder(values);
  }

  /** {@return when an update of {@code time_updated} is written} */
  public TouchMode mode() {
    return values.get(TOUCH_MODE);
  }

  /** {@return the time between two flushes of updates, unless many of them wait} */
  public Duration interval() {
    return values.get(TOUCH_INTERVAL);
  }

  /**
   * {@return the time between two updates of one event type in mode {@link
   * TouchMode#AT_MOST_EVERY}}
   */
  public Duration atMostEvery() {
    return values.get(TOUCH_AT_MOST_EVERY);
  }

  /** {@return how many rows one statement updates at most} */
  public int maxRows() {
    return values.get(TOUCH_MAX_ROWS);
  }

  /** {@return the folder that keeps updates through a crash; empty for none} */
  public Optional<Path> journal() {
    return values.find(TOUCH_JOURNAL);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TouchConf conf && conf.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** Shows every value by the name of its key; passwords print as stars. */
  @Override
  public String toString() {
    return "TouchConf[" + values + "]";
  }
}
