package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.es.esmond.storage.series.JsonValue;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.Rows;

/**
 * Says how many rows of a series an answer may have, so that neither a node nor this process has to
 * hold more than {@link Rows#MAX_BYTES} for it. A row is taken to be as large as the largest of the
 * last answer, and at least an eighth of what rows were taken for before it; a row of which nothing
 * is known is taken to be as large as a value can be. Safe for use by many threads.
 */
final class PageSizes {
  /** Series whose rows are remembered; about 20 MB of keys. After that they are learned anew. */
  private static final int MAX_KNOWN = 100_000;

  /** By how much the rows of two answers are trusted to differ at most. */
  private static final int GROWTH = 8;

  private final int maxRows;
  private final int maxRowBytes;
  private final Map<Series, Integer> rowBytes = new ConcurrentHashMap<>();

  private PageSizes(int maxRows, int maxRowBytes) {
    this.maxRows = maxRows;
    this.maxRowBytes = maxRowBytes;
  }

  /** Of rows with a text in their second column. */
  static PageSizes ofTexts() {
    return new PageSizes(500, JsonValue.MAX_CHARS);
  }

  /** Of rows that are all small. */
  static PageSizes ofNumbers() {
    return new PageSizes(5000, 0);
  }

  /** The rows of an answer at most, whatever the series. */
  int maxRows() {
    return maxRows;
  }

  /** The rows of the next answer at most, 1 or more. */
  int rows(Series series) {
    return Math.max(1, Math.min(maxRows, Rows.MAX_BYTES / Math.max(1, rowBytes(series))));
  }

  /** What the next row is taken to have. */
  int rowBytes(Series series) {
    return rowBytes.getOrDefault(series, maxRowBytes);
  }

  /** Returns the bytes of a row's text; 0 for a row that is small in any case. */
  int bytes(Row row) {
    ByteBuffer text = maxRowBytes == 0 ? null : row.getBytesUnsafe(1);
    return text == null ? 0 : text.remaining();
  }

  /** Learns from the largest row of an answer; 0 when it had none, or its rows are small. */
  void learn(Series series, int largest) {
    if (largest == 0) {
      return;
    }
    if (rowBytes.size() >= MAX_KNOWN) {
      rowBytes.clear();
    }
    rowBytes.compute(
        series,
        (key, before) -> Math.max(largest, (before == null ? maxRowBytes : (int) before) / GROWTH));
  }

  /** Learns that an answer was too large to be taken: the next one has one row. */
  void tooLarge(Series series) {
    learn(series, maxRowBytes);
  }
}
