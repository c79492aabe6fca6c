package net.es.esmond.storage.cassandra.internal.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.StoreException;

/**
 * Executes statements at chosen nodes. Each statement has all the time to the deadline, because on
 * a busy ring a DDL statement takes much longer than a request's timeout.
 *
 * @param expired the error of a statement that would be sent after the deadline
 */
record Ddl(CqlSession session, Deadline deadline, Supplier<StoreException> expired) {

  ResultSet execute(Node node, String cql, Object... values) {
    return session.execute(statement(node, cql, values));
  }

  /**
   * Executes statements concurrently. Each waits for the nodes to agree on the schema, which takes
   * gossip some seconds.
   */
  void executeAll(Node node, List<String> statements) {
    List<CompletableFuture<?>> running = new ArrayList<>();
    statements.forEach(
        cql -> running.add(session.executeAsync(statement(node, cql)).toCompletableFuture()));
    try {
      running.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw e.getCause() instanceof DriverException cause ? cause : e;
    }
  }

  private SimpleStatement statement(Node node, String cql, Object... values) {
    Duration remaining = deadline.remaining();
    if (remaining.isZero()) {
      throw expired.get();
    }
    return SimpleStatement.newInstance(cql, values).setTimeout(remaining).setNode(node);
  }
}
