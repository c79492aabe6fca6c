package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import net.es.esmond.storage.cassandra.internal.batch.RowWrite;
import net.es.esmond.storage.cassandra.internal.session.Connection;

/**
 * A row of the partition index.
 *
 * @param insert the statement that inserts the row
 * @param timestampMicros the row's write timestamp, which is the statement's last value
 * @param path the series' path, the only value of variable length
 * @param values the other values, in the statement's order
 */
record IndexRow(String insert, long timestampMicros, String path, Object... values)
    implements RowWrite {
  private static final int LONGEST_OF_THE_OTHERS = Long.BYTES;

  @Override
  public BoundStatementBuilder bound(Connection connection, long requestMicros) {
    return connection
        .prepared(insert)
        .boundStatementBuilder(values)
        .setLong(values.length, timestampMicros);
  }

  @Override
  public int bytes() {
    return PointWrite.STATEMENT_BYTES
        + (values.length + 1) * (PointWrite.LENGTH_BYTES + LONGEST_OF_THE_OTHERS)
        + PointWrite.utf8Bytes(path);
  }

  @Override
  public int dataBytes() {
    return ROW_BYTES + PointWrite.utf8Bytes(path);
  }
}
