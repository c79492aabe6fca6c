package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.series.Form;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;

/** The table of one form of values: its statements, and how a row becomes a point and back. */
final class SeriesTable {
  /** Rows in one page of an answer; text rows can be kilobytes each. */
  private static final int TEXT_PAGE_ROWS = 500;

  private static final int NUMBER_PAGE_ROWS = 5000;

  private final Form form;
  private final String insert;
  private final String selectOldestFirst;
  private final String selectNewestFirst;

  SeriesTable(Form form, CqlIdentifier keyspace) {
    this.form = form;
    String table = keyspace.asCql(true) + "." + tableName(form);
    List<String> values = valueColumns(form);
    this.insert =
        "INSERT INTO "
            + table
            + " (key, month, ts, "
            + String.join(", ", values)
            + ") VALUES (?, ?, ?, "
            + Stream.generate(() -> "?").limit(values.size()).collect(Collectors.joining(", "))
            + ") USING TTL ?";
    this.selectOldestFirst =
        "SELECT ts, "
            + String.join(", ", values)
            + " FROM "
            + table
            + " WHERE key = ? AND month = ? AND ts >= ? AND ts <= ?";
    this.selectNewestFirst = selectOldestFirst + " ORDER BY ts DESC";
  }

  private static String tableName(Form form) {
    return switch (form) {
      case TEXT -> "raw_data";
      case WHOLE -> "base_rates";
      case RATIO -> "rate_aggregations";
    };
  }

  private static List<String> valueColumns(Form form) {
    return form == Form.RATIO ? List.of("val", "base_freq", "count") : List.of("val");
  }

  List<String> statements() {
    return List.of(insert, selectOldestFirst, selectNewestFirst);
  }

  String insert() {
    return insert;
  }

  String select(boolean newestFirst) {
    return newestFirst ? selectNewestFirst : selectOldestFirst;
  }

  int pageRows() {
    return form == Form.TEXT ? TEXT_PAGE_ROWS : NUMBER_PAGE_ROWS;
  }

  BoundStatementBuilder bindInsert(
      PreparedStatement statement, String rowKey, int month, StoredPoint point, int ttlSeconds) {
    BoundStatementBuilder row =
        statement
            .boundStatementBuilder()
            .setString(0, rowKey)
            .setByte(1, (byte) month)
            .setLong(2, point.timeMillis());
    StoredValue value = point.value();
    if (value instanceof StoredValue.Text text) {
      return row.setString(3, text.json()).setInt(4, ttlSeconds);
    }
    if (value instanceof StoredValue.Whole whole) {
      return row.setLong(3, whole.value()).setInt(4, ttlSeconds);
    }
    StoredValue.Ratio ratio = (StoredValue.Ratio) value;
    return row.setLong(3, ratio.numerator())
        .setLong(4, ratio.baseFreq())
        .setLong(5, ratio.denominator())
        .setInt(6, ttlSeconds);
  }

  StoredPoint point(Row row) {
    StoredValue value =
        switch (form) {
          case TEXT -> new StoredValue.Text(Objects.requireNonNull(row.getString(1), "val"));
          case WHOLE -> new StoredValue.Whole(row.getLong(1));
          case RATIO -> new StoredValue.Ratio(row.getLong(1), row.getLong(3), row.getLong(2));
        };
    return new StoredPoint(row.getLong(0), value);
  }
}
