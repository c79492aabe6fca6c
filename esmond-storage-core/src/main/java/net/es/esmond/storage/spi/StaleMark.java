package net.es.esmond.storage.spi;

import java.util.List;
import java.util.Objects;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.Series;

/**
 * A request to mark windows of a summary stale, because base points are about to be written there.
 *
 * @param series the series of summaries
 * @param startsMillis starts of the windows, milliseconds since 1970
 * @param untilMicros the points may be written up to this time, microseconds since 1970; of several
 *     marks the latest applies
 * @param retention how long the summaries are kept
 */
public record StaleMark(
    Series series, List<Long> startsMillis, long untilMicros, Retention retention) {
  /** Copies the starts. */
  public StaleMark {
    Objects.requireNonNull(series, "series");
    Objects.requireNonNull(retention, "retention");
    startsMillis = List.copyOf(startsMillis);
  }

  /**
   * Returns the time to live of a window's mark.
   *
   * @param startMillis start of the window, milliseconds since 1970
   * @return seconds until it expires; 0 for never
   */
  public int ttlSeconds(long startMillis) {
    return SeriesWrite.ttlSeconds(retention, startMillis, untilMicros);
  }
}
