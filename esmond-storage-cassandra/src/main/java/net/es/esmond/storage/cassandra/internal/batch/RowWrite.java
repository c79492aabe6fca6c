package net.es.esmond.storage.cassandra.internal.batch;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import net.es.esmond.storage.cassandra.internal.session.Connection;

/** A row to write in a statement of its own or in a batch. */
public interface RowWrite {
  /** What the server counts for a row besides its texts and values: times and marks. */
  int ROW_BYTES = 48;

  /** What the server counts for a value besides the value. */
  int CELL_BYTES = 20;

  /**
   * Binds the row to a statement.
   *
   * @param requestMicros the write timestamp of the request; a row with the same timestamp need not
   *     name it
   */
  BoundStatementBuilder bound(Connection connection, long requestMicros);

  /** Returns the row's write timestamp, in microseconds since 1970. */
  long timestampMicros();

  /** Returns the largest size of the row in an encoded batch, in bytes. */
  int bytes();

  /** Returns the approximate size of the row as the server counts it, in bytes. */
  int dataBytes();
}
