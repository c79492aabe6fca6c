package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import net.es.esmond.storage.series.Form;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.spi.StampedPoint;

/**
 * The table of one form of values: its statements, and the conversion of rows from and to points.
 */
final class SeriesTable {
  private final Form form;
  private final PageSizes sizes;
  private final PageSizes timeSizes = PageSizes.ofNumbers();
  private final List<String> values;
  private final String insertPlain;
  private final String insert;
  private final String insertAbsent;
  private final String delete;
  private final String selectOldestFirst;
  private final String selectNewestFirst;
  private final String selectShared;
  private final String timesOldestFirst;
  private final String timesNewestFirst;
  private final String stampedOldestFirst;
  private final String stampedNewestFirst;
  private final String findInRange;
  private final String findExact;

  SeriesTable(Form form, CqlIdentifier keyspace) {
    this.form = form;
    this.sizes = form == Form.TEXT ? PageSizes.ofTexts() : PageSizes.ofNumbers();
    this.values = form == Form.RATIO ? List.of("val", "base_freq", "count") : List.of("val");
    String table = keyspace.asCql(true) + "." + tableName(form);
    String columns = String.join(", ", values);
    String row =
        "INSERT INTO "
            + table
            + " (key, month, ts, "
            + columns
            + ") VALUES (?, ?, ?, "
            + String.join(", ", Collections.nCopies(values.size(), "?"))
            + ")";
    // TTL 0 is written out, since the table may have a default time to live.
    this.insertPlain = row + " USING TTL 0";
    this.insert = row + " USING TTL ? AND TIMESTAMP ?";
    this.insertAbsent = row + " IF NOT EXISTS USING TTL ?";
    String from = " FROM " + table + " WHERE key = ? AND month = ? AND ";
    this.delete = "DELETE" + from + "ts = ?";
    this.selectOldestFirst = "SELECT ts, " + columns + from + "ts >= ? AND ts <= ?";
    this.selectNewestFirst = selectOldestFirst + " ORDER BY ts DESC";
    this.selectShared =
        "SELECT ts, "
            + columns
            + ", key FROM "
            + table
            + " WHERE key IN ? AND month = ? AND ts >= ? AND ts <= ? PER PARTITION LIMIT ? LIMIT ?";
    this.timesOldestFirst = "SELECT ts" + from + "ts >= ? AND ts <= ?";
    this.timesNewestFirst = timesOldestFirst + " ORDER BY ts DESC";
    String stamped = "SELECT ts, " + columns + ", WRITETIME(val)" + from;
    this.stampedOldestFirst = stamped + "ts >= ? AND ts <= ?";
    this.stampedNewestFirst = stampedOldestFirst + " ORDER BY ts DESC";
    this.findExact = stamped + "ts IN ?";
    this.findInRange =
        "SELECT ts, "
            + columns
            + ", WRITETIME(val), key FROM "
            + table
            + " WHERE key IN ? AND month = ? AND ts >= ? AND ts <= ? LIMIT ?";
  }

  static String tableName(Form form) {
    return switch (form) {
      case TEXT -> "raw_data";
      case WHOLE -> "base_rates";
      case RATIO -> "rate_aggregations";
    };
  }

  List<String> statements() {
    return List.of(
        insertPlain,
        insert,
        insertAbsent,
        delete,
        selectOldestFirst,
        selectNewestFirst,
        selectShared,
        timesOldestFirst,
        timesNewestFirst,
        stampedOldestFirst,
        stampedNewestFirst,
        findInRange,
        findExact);
  }

  /**
   * Returns the statement that inserts a row that never expires and has the request's timestamp:
   * partition key, time, values.
   */
  String insertPlain() {
    return insertPlain;
  }

  /**
   * Returns the statement that inserts a row: partition key, time, values, TTL and write timestamp.
   */
  String insert() {
    return insert;
  }

  /**
   * Returns the statement that inserts a row if it does not exist: partition key, time, values and
   * TTL.
   */
  String insertAbsent() {
    return insertAbsent;
  }

  /** Returns the statement that deletes a row: partition key and time. */
  String delete() {
    return delete;
  }

  /** Returns the statement that reads points of a range, in an order. */
  RowSource<StoredPoint> points(boolean newestFirst) {
    return new RowSource<>(newestFirst ? selectNewestFirst : selectOldestFirst, sizes, this::point);
  }

  /**
   * Returns the statement that reads points of several partitions, those of one after those of
   * another: row keys, month, first and last time, and largest number of points of each partition
   * and in all.
   */
  String selectShared() {
    return selectShared;
  }

  /** Returns the row key of a row that {@link #selectShared} selected. */
  ByteBuffer sharedKey(Row row) {
    return Objects.requireNonNull(row.getBytesUnsafe(1 + values.size()), "key");
  }

  /** Returns the statement that reads the times of the points of a range, in an order. */
  RowSource<Long> times(boolean newestFirst) {
    return new RowSource<>(
        newestFirst ? timesNewestFirst : timesOldestFirst, timeSizes, row -> number(row, 0));
  }

  /**
   * Returns the statement that reads points of a range with their write timestamps, in an order.
   */
  RowSource<StampedPoint> stampedPoints(boolean newestFirst) {
    return new RowSource<>(
        newestFirst ? stampedNewestFirst : stampedOldestFirst, sizes, this::stamped);
  }

  /**
   * Returns the statement that reads points at given times with their write timestamps: partition
   * key and list of times.
   */
  String findExact() {
    return findExact;
  }

  /**
   * Returns the statement that reads points of several partitions with their write timestamps: row
   * keys, month, first and last time, and largest number of points in all.
   */
  String findInRange() {
    return findInRange;
  }

  /** Returns the row key of a row that {@link #findInRange} selected. */
  ByteBuffer rowKey(Row row) {
    return Objects.requireNonNull(row.getBytesUnsafe(2 + values.size()), "key");
  }

  PageSizes sizes() {
    return sizes;
  }

  BoundStatementBuilder bindInsert(PreparedStatement statement, PointWrite write) {
    return bindAbsent(statement, write).setLong(4 + values.size(), write.timestampMicros());
  }

  BoundStatementBuilder bindAbsent(PreparedStatement statement, PointWrite write) {
    return bindPlain(statement, write).setInt(3 + values.size(), write.ttlSeconds());
  }

  BoundStatementBuilder bindPlain(PreparedStatement statement, PointWrite write) {
    BoundStatementBuilder row =
        write.partition().bind(statement).setLong(2, write.point().timeMillis());
    StoredValue value = write.point().value();
    if (value instanceof StoredValue.Text text) {
      return row.setString(3, text.json());
    }
    if (value instanceof StoredValue.Whole whole) {
      return row.setLong(3, whole.value());
    }
    StoredValue.Ratio ratio = (StoredValue.Ratio) value;
    return row.setLong(3, ratio.numerator())
        .setLong(4, ratio.baseFreq())
        .setLong(5, ratio.denominator());
  }

  /** Converts a row that begins with its time and its values. */
  StoredPoint point(Row row) {
    StoredValue value =
        switch (form) {
          case TEXT -> new StoredValue.Text(Objects.requireNonNull(row.getString(1), "val"));
          case WHOLE -> new StoredValue.Whole(number(row, 1));
          case RATIO -> new StoredValue.Ratio(number(row, 1), number(row, 3), number(row, 2));
        };
    return new StoredPoint(number(row, 0), value);
  }

  /** Returns a bigint; the driver would look its codec up for each row. */
  private static long number(Row row, int column) {
    ByteBuffer bytes = row.getBytesUnsafe(column);
    return bytes == null || !bytes.hasRemaining() ? 0 : bytes.getLong(bytes.position());
  }

  /** Converts a row that {@link #findInRange} or {@link #findExact} selected. */
  StampedPoint stamped(Row row) {
    return new StampedPoint(point(row), number(row, 1 + values.size()));
  }

  /** Converts the existing row that kept {@link #insertAbsent} from being applied. */
  StoredPoint taken(Row row) {
    // The row has all columns of the table, in the order of Cassandra.
    return new StoredPoint(
        row.getLong("ts"),
        switch (form) {
          case TEXT -> new StoredValue.Text(Objects.requireNonNull(row.getString("val"), "val"));
          case WHOLE -> new StoredValue.Whole(row.getLong("val"));
          case RATIO ->
              new StoredValue.Ratio(
                  row.getLong("val"), row.getLong("count"), row.getLong("base_freq"));
        });
  }
}
