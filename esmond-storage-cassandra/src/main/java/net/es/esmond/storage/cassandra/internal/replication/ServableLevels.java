package net.es.esmond.storage.cassandra.internal.replication;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.metadata.token.TokenRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.es.esmond.storage.cassandra.internal.session.NodeStatus;
import net.es.esmond.storage.cassandra.internal.session.Replications;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.internal.replication.ring.FaultTolerance;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicaNode;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a keyspace can be read and written by the nodes that are up, by the driver's view of
 * the ring. Asks no server. Safe for use by many threads.
 */
public final class ServableLevels {
  private final CqlIdentifier keyspace;

  /** The last answer. It is kept because a large ring has many thousands of ranges. */
  private volatile @Nullable Answer last;

  /**
   * Why the levels cannot be served.
   *
   * @param read the obstacle to reads; empty when nothing is known against them
   * @param write the obstacle to writes; empty when nothing is known against them
   */
  public record Obstacles(Optional<String> read, Optional<String> write) {
    private static final Obstacles NONE = new Obstacles(Optional.empty(), Optional.empty());

    /**
     * Says whether anything is known against reads or writes.
     *
     * @return false when both can be served, by what is known
     */
    public boolean any() {
      return read.isPresent() || write.isPresent();
    }
  }

  private record Question(
      Metadata view,
      List<ReplicaNode> nodes,
      String datacenter,
      ConsistencyLevel read,
      ConsistencyLevel write) {}

  private record Answer(Question question, Obstacles obstacles) {}

  /**
   * Creates an object without an answer.
   *
   * @param keyspace the keyspace of the archive
   */
  public ServableLevels(CqlIdentifier keyspace) {
    this.keyspace = keyspace;
  }

  /**
   * Finds what is in the way of reads and writes.
   *
   * @param view the driver's view of the cluster
   * @param nodes the states of its nodes
   * @param datacenter the datacenter whose nodes are asked
   * @param read level of reads
   * @param write level of writes
   * @return the obstacles; none while the ring or its replication is not known
   */
  public Obstacles now(
      Metadata view,
      List<NodeStatus> nodes,
      String datacenter,
      ConsistencyLevel read,
      ConsistencyLevel write) {
    Question question = new Question(view, replicaNodes(nodes), datacenter, read, write);
    Answer answer = last;
    if (answer == null || !answer.question().equals(question)) {
      answer = new Answer(question, obstacles(question));
      last = answer;
    }
    return answer.obstacles();
  }

  private static List<ReplicaNode> replicaNodes(List<NodeStatus> nodes) {
    List<ReplicaNode> replicas = new ArrayList<>();
    for (NodeStatus status : nodes) {
      UUID hostId = status.node().getHostId();
      if (hostId != null) {
        replicas.add(ClusterView.replicaNode(hostId, status.node(), status.up()));
      }
    }
    return replicas;
  }

  private Obstacles obstacles(Question question) {
    KeyspaceReplication replication =
        question
            .view()
            .getKeyspace(keyspace)
            .map(known -> Replications.of(known.getReplication()))
            .filter(known -> known.isSimple() || known.isTopology())
            .orElse(null);
    TokenMap ring = question.view().getTokenMap().orElse(null);
    if (replication == null || ring == null) {
      return Obstacles.NONE;
    }
    Set<List<UUID>> replicas = new HashSet<>();
    for (TokenRange range : ring.getTokenRanges()) {
      replicas.add(
          ring.getReplicas(keyspace, range).stream()
              .map(Node::getHostId)
              .filter(Objects::nonNull)
              .sorted()
              .toList());
    }
    Optional<String> read =
        FaultTolerance.obstacle(
            question.read(), replicas, replication, question.datacenter(), question.nodes());
    Optional<String> write =
        question.write() == question.read()
            ? read
            : FaultTolerance.obstacle(
                question.write(), replicas, replication, question.datacenter(), question.nodes());
    return new Obstacles(read, write);
  }
}
