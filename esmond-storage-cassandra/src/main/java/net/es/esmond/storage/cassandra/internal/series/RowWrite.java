package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import net.es.esmond.storage.cassandra.internal.session.Connection;

/** A row to write, alone or with others. */
interface RowWrite {
  BoundStatementBuilder bound(Connection connection);

  /** Its size in a batch as it travels. */
  int bytes();
}
