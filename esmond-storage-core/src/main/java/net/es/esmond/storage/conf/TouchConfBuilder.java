package net.es.esmond.storage.conf;

import static net.es.esmond.storage.conf.ConfKeys.TOUCH_AT_MOST_EVERY;
import static net.es.esmond.storage.conf.ConfKeys.TOUCH_INTERVAL;
import static net.es.esmond.storage.conf.ConfKeys.TOUCH_JOURNAL;
import static net.es.esmond.storage.conf.ConfKeys.TOUCH_MAX_ROWS;
import static net.es.esmond.storage.conf.ConfKeys.TOUCH_MODE;

import java.nio.file.Path;
import java.time.Duration;

/** Builds a {@link TouchConf}. Not thread-safe. */
public final class TouchConfBuilder {
  private ConfValues values;

  TouchConfBuilder(ConfValues values) {
    this.values = values;
  }

  /**
   * Sets when an update of {@code time_updated} is written. Default {@link TouchMode#WRITE_BEHIND}.
   */
  public TouchConfBuilder mode(TouchMode mode) {
    return set(TOUCH_MODE, mode);
  }

  /**
   * Sets the time between two flushes of updates; many waiting updates are flushed earlier. 1 ms to
   * 24 h; default 1 s.
   */
  public TouchConfBuilder interval(Duration interval) {
    return set(TOUCH_INTERVAL, interval);
  }

  /**
   * Sets the time between two updates of one event type in mode {@link TouchMode#AT_MOST_EVERY}. 1
   * ms to 24 h; default 1 min.
   */
  public TouchConfBuilder atMostEvery(Duration atMostEvery) {
    return set(TOUCH_AT_MOST_EVERY, atMostEvery);
  }

  /** Sets how many rows one statement updates at most. 1 to 10,000; default 500. */
  public TouchConfBuilder maxRows(int maxRows) {
    return set(TOUCH_MAX_ROWS, maxRows);
  }

  /**
   * Sets a folder of this process alone that keeps updates through a crash. Mode {@link
   * TouchMode#SYNC}, in which no update is acknowledged early, does not use the folder. Without
   * one, the updates of the last interval may be lost.
   */
  public TouchConfBuilder journal(Path journal) {
    return set(TOUCH_JOURNAL, journal);
  }

  private <T> TouchConfBuilder set(ConfKey<T> key, T value) {
    values = values.with(key, value);
    return this;
  }

  /**
   * Checks the values.
   *
   * @return the configuration
   * @throws net.es.esmond.storage.error.InvalidInputException naming each key that breaks its rule
   */
  public TouchConf build() {
    return new TouchConf(values);
  }
}
