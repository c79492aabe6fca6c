package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.spi.ServerTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every node that the session is connected to for the time of its clock. */
final class NodeClocks {
  private static final Logger LOG = LoggerFactory.getLogger(NodeClocks.class);

  /**
   * The clock as it is. now() draws a time UUID, and goes on from a later time than the clock's.
   */
  private static final SimpleStatement SELECT =
      SimpleStatement.newInstance("SELECT currentTimestamp() FROM system.local");

  private final Requests requests;

  NodeClocks(Requests requests) {
    this.requests = requests;
  }

  /** A node that does not answer by the deadline, or cannot, is left out. */
  CompletionStage<List<ServerTime>> times(Deadline deadline) {
    Collection<Node> nodes;
    try {
      nodes = requests.metadata().getNodes().values();
    } catch (StoreException e) {
      return CompletableFuture.failedFuture(e);
    }
    List<CompletableFuture<Optional<ServerTime>>> answers = new ArrayList<>();
    for (Node node : nodes) {
      if (node.getOpenConnections() > 0) {
        answers.add(time(node, deadline).toCompletableFuture());
      }
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            all ->
                answers.stream()
                    .flatMap(answer -> Objects.requireNonNull(answer.join()).stream())
                    .toList());
  }

  private CompletionStage<Optional<ServerTime>> time(Node node, Deadline deadline) {
    long asked = System.nanoTime();
    return requests
        .send(connection -> SELECT.setNode(node), deadline)
        .handle(
            (answer, error) -> {
              long answered = System.nanoTime();
              Row row = answer == null ? null : answer.one();
              Instant time = row == null ? null : row.getInstant(0);
              if (time == null) {
                LOG.debug("{} did not tell the time", node, error);
                return Optional.empty();
              }
              return Optional.of(
                  new ServerTime("Cassandra " + node.getEndPoint(), time, asked, answered));
            });
  }
}
