package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import net.es.esmond.storage.cassandra.internal.batch.RowWrite;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;

/**
 * One row to write.
 *
 * @param table where to
 * @param partition in which partition
 * @param point time and value
 * @param timestampMicros write timestamp
 * @param ttlSeconds seconds until it expires; 0 for never
 */
record PointWrite(
    SeriesTable table,
    PartitionKey partition,
    StoredPoint point,
    long timestampMicros,
    int ttlSeconds)
    implements RowWrite {
  /** Kind, length and id of the prepared statement, count of values. */
  static final int STATEMENT_BYTES = 1 + 2 + 16 + 2;

  static final int LENGTH_BYTES = 4;

  /** Lengths of the key's columns; time, write timestamp and TTL with theirs. */
  private static final int FIXED_BYTES =
      STATEMENT_BYTES + 2 * LENGTH_BYTES + 2 * (LENGTH_BYTES + 8) + LENGTH_BYTES + 4;

  /** Most points of a bulk load need no more than their values: less to send, and to evaluate. */
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
