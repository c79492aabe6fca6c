package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import net.es.esmond.storage.cassandra.internal.session.Connection;

/**
 * One row of the index of partitions.
 *
 * @param insert its statement
 * @param path the series, the only value of a length of its own
 * @param values all of them, in the statement's order
 */
record IndexRow(String insert, String path, Object... values) implements RowWrite {
  private static final int LONGEST_OF_THE_OTHERS = Integer.BYTES;

  @Override
  public BoundStatementBuilder bound(Connection connection) {
    return connection.prepared(insert).boundStatementBuilder(values);
  }

  @Override
  public int bytes() {
    return PointWrite.STATEMENT_BYTES
        + values.length * (PointWrite.LENGTH_BYTES + LONGEST_OF_THE_OTHERS)
        + PointWrite.utf8Bytes(path);
  }
}
