package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import net.es.esmond.storage.spi.SummaryProgress;

/**
 * The table of what is known about summaries: a row for each window, and before all windows one for
 * the partition as a whole, and one for the windows that have lost base points.
 */
final class StateTable {
  /** Time of the row that stands for the partition; no window starts then. */
  static final long WHOLE = Long.MIN_VALUE;

  /** Time of the row that says until when windows had lost base points; no window starts then. */
  static final long LOST = WHOLE + 1;

  private static final int PAGE_ROWS = 5000;

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

  /** Takes key, month, time, a number of points (or a time, for the whole), and a TTL. */
  String insertPoints() {
    return insertPoints;
  }

  /** Takes key, month, time, the time of the mark in microseconds, and a TTL. */
  String insertStale() {
    return insertStale;
  }

  /** Takes key, month and {@link #LOST}. */
  String selectWhole() {
    return selectWhole;
  }

  RowSource<State> windows(boolean newestFirst) {
    return new RowSource<>(
        newestFirst ? selectNewestFirst : selectOldestFirst,
        PAGE_ROWS,
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

  /** What is known about a window; no points when that is not known. */
  record State(long startMillis, long points, long staleMicros) {
    static State none(long startMillis) {
      return new State(startMillis, 0, Long.MIN_VALUE);
    }
  }
}
