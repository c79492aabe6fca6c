package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import net.es.esmond.storage.cassandra.internal.batch.RowWrite;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;

/**
 * A point to write as a row.
 *
 * @param table the table of the point's form
 * @param partition the point's partition
 * @param point the point's time and value
 * @param timestampMicros the write timestamp, in microseconds since 1970
 * @param ttlSeconds seconds until the row expires; 0 for never
 */
record PointWrite(
    SeriesTable table,
    PartitionKey partition,
    StoredPoint point,
    long timestampMicros,
    int ttlSeconds)
    implements RowWrite {
  /**
   * Encoded size of a statement without its values, in bytes: kind, length and id of the prepared
   * statement, and number of values.
   */
  static final int STATEMENT_BYTES = 1 + 2 + 16 + 2;

  static final int LENGTH_BYTES = 4;

  /**
   * Encoded size of a row without its key and value, in bytes: lengths of the key's columns; time,
   * write timestamp and TTL with their lengths.
   */
  private static final int FIXED_BYTES =
      STATEMENT_BYTES + 2 * LENGTH_BYTES + 2 * (LENGTH_BYTES + 8) + LENGTH_BYTES + 4;

  /**
   * Binds the row to a statement without TTL and write timestamp if it needs neither. Most points
   * of a bulk load do not, and so cost less to send and to evaluate.
   */
  @Override
  public BoundStatementBuilder bound(Connection connection, long requestMicros) {
    return ttlSeconds == 0 && timestampMicros == requestMicros
        ? table.bindPlain(connection.prepared(table.insertPlain()), this)
        : table.bindInsert(connection.prepared(table.insert()), this);
  }

  @Override
  public int bytes() {
    return FIXED_BYTES + partition.bytes() + valueBytes(point.value());
  }

  @Override
  public int dataBytes() {
    int cells = point.value() instanceof StoredValue.Ratio ? 3 : 1;
    return ROW_BYTES + cells * CELL_BYTES + valueBytes(point.value());
  }

  private static int valueBytes(StoredValue value) {
    if (value instanceof StoredValue.Text text) {
      return LENGTH_BYTES + utf8Bytes(text.json());
    }
    return value instanceof StoredValue.Whole ? LENGTH_BYTES + 8 : 3 * (LENGTH_BYTES + 8);
  }

  static int utf8Bytes(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // A surrogate pair is four bytes: two for each half.
        bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return bytes;
  }
}
