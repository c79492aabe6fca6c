package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.series.StoredPoint;

/**
 * Inserts rows of one partition by a lightweight transaction, which applies all of them or none.
 */
final class ConditionalRows {
  private final Requests requests;

  ConditionalRows(Requests requests) {
    this.requests = requests;
  }

  /**
   * Inserts rows. Returns the points that exist already and kept them from being written; none when
   * they are written.
   */
  CompletionStage<List<StoredPoint>> insert(
      List<PointWrite> rows, ConsistencyLevel level, ConsistencyLevel serial, Deadline deadline) {
    SeriesTable table = rows.get(0).table();
    return requests
        .send(connection -> statement(connection, table, rows, level, serial), deadline)
        .thenApply(answer -> answer.wasApplied() ? List.of() : there(table, answer));
  }

  private static List<StoredPoint> there(SeriesTable table, AsyncResultSet answer) {
    List<StoredPoint> there = new ArrayList<>();
    for (Row row : answer.currentPage()) {
      there.add(table.taken(row));
    }
    return there;
  }

  private static Statement<?> statement(
      Connection connection,
      SeriesTable table,
      List<PointWrite> rows,
      ConsistencyLevel level,
      ConsistencyLevel serial) {
    BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
    for (PointWrite row : rows) {
      batch.addStatement(table.bindAbsent(connection.prepared(table.insertAbsent()), row).build());
    }
    return batch.setConsistencyLevel(level).setSerialConsistencyLevel(serial).build();
  }
}
