package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.internal.Bounded;
import net.es.esmond.storage.series.StoredPoint;

/**
 * Writes rows that are not there yet, by lightweight transactions: a batch within one partition is
 * applied as a whole or, when any of its rows is there, not at all. Then it goes again without
 * those.
 */
final class AbsentWriter {
  /** Transactions of one call that are in flight together; those of one partition compete. */
  private static final int WIDTH = 4;

  private final Requests requests;

  AbsentWriter(Requests requests) {
    this.requests = requests;
  }

  /** Writes batches of rows, each within one partition; returns what was there. */
  CompletionStage<List<StoredPoint>> write(
      List<List<PointWrite>> batches, ConsistencyLevel level, Deadline deadline) {
    Queue<StoredPoint> taken = new ConcurrentLinkedQueue<>();
    return Bounded.all(batches, WIDTH, rows -> write(rows, taken, level, deadline))
        .thenApply(done -> List.copyOf(taken));
  }

  private CompletionStage<Void> write(
      List<PointWrite> rows, Queue<StoredPoint> taken, ConsistencyLevel level, Deadline deadline) {
    return requests
        .send(connection -> statement(connection, rows, level), deadline)
        .thenCompose(
            answer -> {
              if (answer.wasApplied()) {
                return CompletableFuture.completedFuture(null);
              }
              List<PointWrite> rest = without(rows, answer, taken);
              return rest.isEmpty()
                  ? CompletableFuture.completedFuture(null)
                  : write(rest, taken, level, deadline);
            });
  }

  private static List<PointWrite> without(
      List<PointWrite> rows, AsyncResultSet answer, Queue<StoredPoint> taken) {
    Map<Long, PointWrite> rest = new TreeMap<>();
    rows.forEach(row -> rest.put(row.point().timeMillis(), row));
    for (Row row : answer.currentPage()) {
      StoredPoint there = rows.get(0).table().taken(row);
      if (rest.remove(there.timeMillis()) != null) {
        taken.add(there);
      }
    }
    if (rest.size() == rows.size()) {
      throw new IllegalStateException("a transaction was not applied, although no row was there");
    }
    return new ArrayList<>(rest.values());
  }

  private static Statement<?> statement(
      Connection connection, List<PointWrite> rows, ConsistencyLevel level) {
    SeriesTable table = rows.get(0).table();
    BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
    for (PointWrite row : rows) {
      batch.addStatement(table.bindAbsent(connection.prepared(table.insertAbsent()), row).build());
    }
    return batch
        .setConsistencyLevel(level)
        .setSerialConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL)
        .build();
  }
}
