package net.es.esmond.storage.cassandra.internal.replication;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;

/**
 * Reads the rows of a single replica. Where nodes refuse that, it reads at ALL, which also makes
 * the replicas equal. Blocks; for one thread.
 */
final class ReplicaReads {
  /** Largest number of rows that a read returns. */
  static final int ROWS = 10_000;

  private static final Duration READ = Duration.ofSeconds(20);

  private final Requests requests;
  private final Deadline deadline;
  private boolean direct = true;

  ReplicaReads(Requests requests, Deadline deadline) {
    this.requests = requests;
    this.deadline = deadline;
  }

  /** Returns whether replicas are read individually: no node has refused that yet. */
  boolean direct() {
    return direct;
  }

  Iterable<Row> read(SimpleStatement select, UUID replica) {
    if (direct) {
      try {
        return await(select.setConsistencyLevel(NodeLocal.LEVEL).setNode(node(replica)));
      } catch (StoreException e) {
        if (e.code() != ErrorCode.STORE_REFUSED) {
          throw e;
        }
        direct = false;
      }
    }
    return await(select.setConsistencyLevel(ConsistencyLevel.ALL));
  }

  private Node node(UUID hostId) {
    Node node = requests.metadata().getNodes().get(hostId);
    if (node == null) {
      throw new StoreException(
          ErrorCode.STORE_UNAVAILABLE,
          StoreException.Store.CASSANDRA,
          "replica " + hostId + " has left the ring: compare again",
          List.of(),
          null);
    }
    return node;
  }

  private Iterable<Row> await(SimpleStatement statement) {
    SimpleStatement paged = statement.setPageSize(ROWS + 1);
    try {
      return requests.send(c -> paged, soon()).toCompletableFuture().join().currentPage();
    } catch (CompletionException e) {
      throw Failures.of(e);
    }
  }

  private Deadline soon() {
    Duration left = deadline.remaining();
    return Deadline.after(left.compareTo(READ) > 0 ? READ : left.plusNanos(1));
  }
}
