package net.es.esmond.storage.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.type.MapType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.transfer.ImportFaults;
import net.es.esmond.storage.transfer.ImportPosition;
import net.es.esmond.storage.transfer.ImportSource;
import net.es.esmond.storage.transfer.ImportedPoint;
import org.jspecify.annotations.Nullable;

/**
 * A slice of a table that was written through Thrift. A column of the table is a time. What is
 * stored for it is a value, or super columns by name: rows with {@code column2}, or a map.
 */
final class ThriftPart implements ImportSource.Part {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  private static final int PAGE = 1_000;

  private final ThriftSource source;
  private final TableMetadata table;
  private final String name;
  private final String where;

  ThriftPart(ThriftSource source, TableMetadata table, String name, String where) {
    this.source = source;
    this.table = table;
    this.name = name;
    this.where = where;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Iterator<Metadata> records(ImportFaults refused) {
    return List.<Metadata>of().iterator();
  }

  @Override
  public Iterator<ImportedPoint> points(
      boolean summaries, ImportPosition from, ImportFaults refused) {
    Iterator<ImportedPoint> points = new Points(summaries, refused);
    for (long left = from.points(); left > 0 && points.hasNext(); left--) {
      points.next();
    }
    return points;
  }

  private Iterator<Row> rows() {
    String columns =
        table.getColumns().values().stream()
            .map(column -> column.getName().asCql(true))
            .collect(Collectors.joining(", "));
    return source.rows(
        SimpleStatement.newInstance(
                "SELECT "
                    + columns
                    + " FROM "
                    + table.getKeyspace().asCql(true)
                    + "."
                    + table.getName().asCql(true)
                    + where)
            .setPageSize(PAGE)
            .setTimeout(REQUEST_TIMEOUT)
            .setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM)
            .setIdempotent(true));
  }

  /** Where a column is: a row key, and a time in milliseconds since 1970. */
  private record Column(String key, long millis) {}

  /** Iterates over the points of the slice. Rows of one column follow each other. */
  private final class Points implements Iterator<ImportedPoint> {
    private final boolean summaries;
    private final ImportFaults refused;
    private final Iterator<Row> rows = rows();
    private Optional<Row> row = Optional.empty();
    private Optional<ImportedPoint> next = Optional.empty();

    Points(boolean summaries, ImportFaults refused) {
      this.summaries = summaries;
      this.refused = refused;
    }

    @Override
    public boolean hasNext() {
      while (next.isEmpty() && hasRow()) {
        Column column = column(row.orElseThrow());
        Map<String, ByteBuffer> values = new HashMap<>();
        do {
          take(row.orElseThrow(), values);
          row = Optional.empty();
        } while (hasRow() && column(row.orElseThrow()).equals(column));
        next = point(column, values);
      }
      return next.isPresent();
    }

    private boolean hasRow() {
      try {
        if (row.isEmpty() && rows.hasNext()) {
          row = Optional.of(rows.next());
        }
        return row.isPresent();
      } catch (DriverException e) {
        throw Failures.of(e);
      }
    }

    private Optional<ImportedPoint> point(Column column, Map<String, ByteBuffer> values) {
      try {
        Series series =
            Series.ofPath(column.key().substring(0, Math.max(0, column.key().lastIndexOf(':'))))
                .orElseThrow(
                    () ->
                        new InvalidInputException(
                            "key", column.key(), "must be a row key of a perfSONAR series"));
        return (series.summaryType() != SummaryType.BASE) == summaries
            ? Optional.of(
                new ImportedPoint(
                    series,
                    new Point(
                        Instant.ofEpochMilli(column.millis()), ThriftValue.of(series, values))))
            : Optional.empty();
      } catch (InvalidInputException e) {
        refused.add(name + " " + column.key(), e);
        return Optional.empty();
      }
    }

    @Override
    public ImportedPoint next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      ImportedPoint point = next.orElseThrow();
      next = Optional.empty();
      return point;
    }
  }

  private static Column column(Row row) {
    ByteBuffer time = Objects.requireNonNull(row.getBytesUnsafe("column1"));
    return new Column(text(row.getBytesUnsafe("key")), time.getLong(time.position()));
  }

  /** Takes the value of a column, named "", or super columns by their names. */
  private void take(Row row, Map<String, ByteBuffer> values) {
    Optional<ColumnMetadata> map =
        table.getColumns().values().stream().filter(c -> c.getType() instanceof MapType).findAny();
    if (map.isPresent()) {
      Map<?, ?> all = (Map<?, ?>) row.getObject(map.get().getName());
      if (all != null) {
        all.forEach(
            (name, value) ->
                values.put(
                    String.valueOf(name),
                    ByteBuffer.allocate(Long.BYTES).putLong(0, ((Number) value).longValue())));
      }
    } else if (table.getColumn("column2").isPresent()) {
      put(text(row.getBytesUnsafe("column2")), row, values);
    } else {
      put("", row, values);
    }
  }

  private static void put(String name, Row row, Map<String, ByteBuffer> values) {
    ByteBuffer value = row.getBytesUnsafe("value");
    if (value != null) {
      values.put(name, value);
    }
  }

  static String text(@Nullable ByteBuffer bytes) {
    return bytes == null ? "" : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
