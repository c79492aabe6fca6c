package net.es.esmond.storage.cassandra.internal.replication;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;

/**
 * Reads the rows of a single replica. Where nodes refuse that, or a replica is in a datacenter to
 * which there is no connection, it reads at ALL: a node of the local datacenter then asks all
 * replicas, which also makes these equal. Blocks; for one thread.
 */
final class ReplicaReads {
  /** Largest number of rows that a read returns. */
  static final int ROWS = 10_000;

  private static final Duration READ = Duration.ofSeconds(20);

  private final Requests requests;
  private final Deadline deadline;
  private boolean direct;

  /**
   * Creates the reader of one comparison.
   *
   * @param replicas host ids of all replicas
   */
  ReplicaReads(Requests requests, Collection<UUID> replicas, Deadline deadline) {
    this.requests = requests;
    this.deadline = deadline;
    this.direct = replicas.stream().allMatch(id -> node(id).getDistance() != NodeDistance.IGNORED);
  }

  /** Returns whether replicas are read individually: all can be asked, and none has refused. */
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
