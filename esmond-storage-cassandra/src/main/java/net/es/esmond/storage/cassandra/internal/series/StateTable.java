package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import net.es.esmond.storage.spi.SummaryProgress;

/**
 * The table of the state of summaries. It has a row for each window. Two more rows precede those of
 * the windows in a partition: one for the whole partition, and one for the windows that have lost
 * base points.
 */
final class StateTable {
  /** Time of the row for the whole partition. No window starts at that time. */
  static final long WHOLE = Long.MIN_VALUE;

  /**
   * Time of the row that records until when windows have lost base points. No window starts at that
   * time.
   */
  static final long LOST = WHOLE + 1;

  private static final PageSizes SIZES = PageSizes.ofNumbers();

  private final String insertPoints;
  private final String insertStale;
  private final String selectOldestFirst;
  private final String selectNewestFirst;
  private final String selectWhole;

  StateTable(CqlIdentifier keyspace) {
    String table = keyspace.asCql(true) + ".summaries_state";
    insertPoints = insert(table, "points");
    insertStale = insert(table, "stale");
    selectOldestFirst =
        "SELECT ts, points, stale FROM "
            + table
            + " WHERE key = ? AND month = ? AND ts >= ? AND ts <= ?";
    selectNewestFirst = selectOldestFirst + " ORDER BY ts DESC";
    selectWhole =
        "SELECT ts, points, WRITETIME(points), stale FROM "
            + table
            + " WHERE key = ? AND month = ? AND ts <= ?";
  }

  private static String insert(String table, String column) {
    return "INSERT INTO "
        + table
        + " (key, month, ts, "
        + column
        + ") VALUES (?, ?, ?, ?) USING TTL ?";
  }

  List<String> statements() {
    return List.of(insertPoints, insertStale, selectOldestFirst, selectNewestFirst, selectWhole);
  }

  /**
   * Returns the statement that inserts a window's number of base points: key, month, time, number
   * of points (a time in the two other rows), and TTL.
   */
  String insertPoints() {
    return insertPoints;
  }

  /**
   * Returns the statement that inserts a stale mark: key, month, time, the mark's time in
   * microseconds, and TTL.
   */
  String insertStale() {
    return insertStale;
  }

  /**
   * Returns the statement that reads the two rows of the partition: key, month and {@link #LOST}.
   */
  String selectWhole() {
    return selectWhole;
  }

  RowSource<State> windows(boolean newestFirst) {
    return new RowSource<>(
        newestFirst ? selectNewestFirst : selectOldestFirst,
        SIZES,
        row -> new State(row.getLong(0), row.getLong(1), orMin(row, 2)));
  }

  static SummaryProgress progress(Iterable<Row> rows) {
    SummaryProgress progress = SummaryProgress.NONE;
    long lost = Long.MIN_VALUE;
    for (Row row : rows) {
      if (row.getLong(0) == LOST) {
        lost = orMin(row, 1);
      } else {
        progress = new SummaryProgress(orMin(row, 1), orMin(row, 2), orMin(row, 3));
      }
    }
    return new SummaryProgress(
        progress.untilMillis(), progress.asOfMicros(), progress.staleMicros(), lost);
  }

  private static long orMin(Row row, int column) {
    return row.isNull(column) ? Long.MIN_VALUE : row.getLong(column);
  }

  /**
   * The state of a window.
   *
   * @param startMillis start of the window, milliseconds since 1970
   * @param points number of base points in its summary; 0 when it is not known, less than 0 when
   *     the summary cannot be computed
   * @param staleMicros time of its stale mark, microseconds since 1970; {@link Long#MIN_VALUE}
   *     without a mark
   */
  record State(long startMillis, long points, long staleMicros) {
    static State none(long startMillis) {
      return new State(startMillis, 0, Long.MIN_VALUE);
    }
  }
}
