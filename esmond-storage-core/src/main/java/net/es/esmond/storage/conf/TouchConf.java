package net.es.esmond.storage.conf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How {@code time_updated} follows the points: the {@code sql_db_touch_*} keys.
 *
 * @param mode when; default {@link TouchMode#BEHIND}
 * @param interval time between two flushes, unless many touches wait; default 1 s
 * @param atMostEvery in the mode of that name, time between two updates of one event type; default
 *     1 m
 * @param maxRows rows that one statement updates, 1 to 10,000; default 500
 * @param journal folder of this process alone that keeps touches through a crash; not used in mode
 *     {@link TouchMode#SYNC}, in which none is acknowledged early; empty for none
 */
public record TouchConf(
    TouchMode mode, Duration interval, Duration atMostEvery, int maxRows, Optional<Path> journal) {
  /**
   * Checks every rule above.
   *
   * @throws net.es.esmond.storage.error.InvalidInputException naming each key that breaks its rule
   */
  public TouchConf {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(journal, "journal");
    Rules rules = new Rules();
    rules.timeout(ConfKey.SQL_DB_TOUCH_INTERVAL, interval);
    rules.timeout(ConfKey.SQL_DB_TOUCH_AT_MOST_EVERY, atMostEvery);
    rules.range(ConfKey.SQL_DB_TOUCH_MAX_ROWS, maxRows, 1, 10_000);
    rules.done();
  }

  /**
   * Starts from the defaults.
   *
   * @return a builder that lacks nothing
   */
  public static TouchConfBuilder builder() {
    return new TouchConfBuilder();
  }

  /**
   * Starts from this configuration.
   *
   * @return a builder with these values
   */
  public TouchConfBuilder toBuilder() {
    return new TouchConfBuilder(this);
  }
}
