package net.es.esmond.storage.cassandra.internal.batch;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import net.es.esmond.storage.cassandra.internal.session.Connection;

/** A row to write, alone or with others. */
public interface RowWrite {
  /**
   * Binds the row to a statement.
   *
   * @param requestMicros the write timestamp of the request, which need not be said again
   */
  BoundStatementBuilder bound(Connection connection, long requestMicros);

  /** Its write timestamp, in microseconds. */
  long timestampMicros();

  /** Its size at most in a batch as it travels. */
  int bytes();
}
