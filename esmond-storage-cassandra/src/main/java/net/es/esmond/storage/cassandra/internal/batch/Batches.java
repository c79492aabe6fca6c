package net.es.esmond.storage.cassandra.internal.batch;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;

/** Sends rows in one request: a statement for one row, an unlogged batch for several. */
public final class Batches {
  /**
   * Largest size of a batch of several partitions, as the server counts it, in bytes. By default a
   * node logs a warning for each larger one ({@code batch_size_warn_threshold}).
   */
  public static final int QUIET_BYTES = 5 * 1024;

  private final Requests requests;

  public Batches(Requests requests) {
    this.requests = requests;
  }

  /**
   * Sends rows to a replica of the first row. A batch that the server refuses is sent in two
   * halves.
   */
  public CompletionStage<Void> send(
      List<? extends RowWrite> rows, ConsistencyLevel level, Deadline deadline) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    requests
        .send(connection -> statement(connection, rows, level), deadline)
        .whenComplete(
            (answer, error) -> {
              if (error == null) {
                sent.complete(null);
              } else if (rows.size() > 1 && error.getCause() instanceof InvalidQueryException) {
                // Most likely too large; the server has no type of error for just that.
                halves(rows, level, deadline, sent);
              } else {
                sent.completeExceptionally(error);
              }
            });
    return sent;
  }

  private void halves(
      List<? extends RowWrite> rows,
      ConsistencyLevel level,
      Deadline deadline,
      CompletableFuture<Void> sent) {
    int middle = rows.size() / 2;
    send(rows.subList(0, middle), level, deadline)
        .thenCombine(
            send(rows.subList(middle, rows.size()), level, deadline), (first, second) -> null)
        .whenComplete(
            (done, error) -> {
              if (error == null) {
                sent.complete(null);
              } else {
                sent.completeExceptionally(error);
              }
            });
  }

  /**
   * Returns the statement or batch for rows. The driver sends a batch to a replica of its first
   * row, and the batch has that row's write timestamp.
   */
  private static Statement<?> statement(
      Connection connection, List<? extends RowWrite> rows, ConsistencyLevel level) {
    long micros = rows.get(0).timestampMicros();
    if (rows.size() == 1) {
      return rows.get(0)
          .bound(connection, micros)
          .setQueryTimestamp(micros)
          .setConsistencyLevel(level)
          .build();
    }
    BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
    for (RowWrite row : rows) {
      batch.addStatement(row.bound(connection, micros).build());
    }
    return batch.setQueryTimestamp(micros).setConsistencyLevel(level).build();
  }
}
