package net.es.esmond.storage.spi;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;

/**
 * A request to store summaries of one series.
 *
 * @param series the series of summaries
 * @param windows its windows, in any order
 * @param uncomputable starts of windows that have no summary because their sums exceed 64 bits;
 *     stored as {@link StoredSummary#uncomputable}. Milliseconds since 1970
 * @param emptied starts of windows that have no points any more: their values are deleted, and they
 *     are stored with 0 points. Milliseconds since 1970
 * @param asOfMicros a time before the base points were read, microseconds since 1970: the write
 *     timestamp, so that of two results the one that saw more stands
 * @param retention how long they are kept
 */
public record SummaryWrite(
    Series series,
    List<Made> windows,
    List<Long> uncomputable,
    List<Long> emptied,
    long asOfMicros,
    Retention retention) {
  /** Copies the windows. */
  public SummaryWrite {
    Objects.requireNonNull(series, "series");
    Objects.requireNonNull(retention, "retention");
    windows = List.copyOf(windows);
    uncomputable = List.copyOf(uncomputable);
    emptied = List.copyOf(emptied);
  }

  /**
   * Creates a write of windows whose summaries could all be computed.
   *
   * @param series the series of summaries
   * @param windows its windows, in any order
   * @param asOfMicros a time before the base points were read
   * @param retention how long they are kept
   */
  public SummaryWrite(Series series, List<Made> windows, long asOfMicros, Retention retention) {
    this(series, windows, List.of(), List.of(), asOfMicros, retention);
  }

  /**
   * The summary of one window.
   *
   * @param summary start of the window, and value
   * @param points how many base points it was made from
   */
  public record Made(StoredPoint summary, long points) {
    /** Refuses null. */
    public Made {
      Objects.requireNonNull(summary, "summary");
    }
  }

  /**
   * Returns the value of {@link StoredSummary#points} for each window.
   *
   * @return a number for each start
   */
  public Map<Long, Long> points() {
    Map<Long, Long> points = new TreeMap<>();
    emptied.forEach(start -> points.put(start, 0L));
    uncomputable.forEach(start -> points.put(start, -asOfMicros));
    windows.forEach(made -> points.put(made.summary().timeMillis(), made.points()));
    return points;
  }

  /**
   * Returns the values as points to write.
   *
   * @return a write of the same series
   */
  public SeriesWrite values() {
    return new SeriesWrite(
        series, windows.stream().map(Made::summary).toList(), asOfMicros, retention);
  }

  /**
   * Returns the time to live of a window's stored state.
   *
   * @param startMillis start of the window, milliseconds since 1970
   * @return seconds until it expires; 0 for never
   */
  public int ttlSeconds(long startMillis) {
    return SeriesWrite.ttlSeconds(retention, startMillis, asOfMicros);
  }
}
