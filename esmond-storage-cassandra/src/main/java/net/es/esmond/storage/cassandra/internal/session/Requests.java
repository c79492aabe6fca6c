package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;

/** Sends idempotent requests, each within its deadline. Safe for use by many threads. */
public final class Requests implements AutoCloseable {
  private final Connection connection;

  /**
   * Sends over one connection.
   *
   * @param connection closed with this object
   */
  public Requests(Connection connection) {
    this.connection = connection;
  }

  /**
   * Sends one request.
   *
   * @param request makes the statement, idempotent, for the connection that will carry it
   * @param deadline by when
   * @return the first page of its result, or an error of this library
   */
  public CompletionStage<AsyncResultSet> send(
      Function<Connection, Statement<?>> request, Deadline deadline) {
    if (deadline.expired()) {
      return CompletableFuture.failedFuture(
          new StoreException(
              ErrorCode.DEADLINE_EXCEEDED,
              StoreException.Store.CASSANDRA,
              "the call's deadline of " + deadline.budget() + " passed before a request was sent",
              java.util.List.of(),
              null));
    }
    CompletableFuture<AsyncResultSet> answer = new CompletableFuture<>();
    Statement<?> statement = request.apply(connection).setTimeout(deadline.remaining());
    connection
        .session()
        .executeAsync(statement)
        .whenComplete(
            (result, error) -> {
              if (error == null) {
                answer.complete(result);
              } else {
                answer.completeExceptionally(Failures.of(error));
              }
            });
    return answer;
  }

  /**
   * Names the nodes that hold a partition.
   *
   * @param keyspace its keyspace
   * @param routingKey its key
   * @return its replicas as far as they are known now
   */
  public Set<Node> replicas(CqlIdentifier keyspace, ByteBuffer routingKey) {
    return connection.replicas(keyspace, routingKey);
  }

  @Override
  public void close() {
    connection.session().close();
  }
}
