package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.KeyspaceReplication;
import org.jspecify.annotations.Nullable;

/**
 * Decides which datacenter serves a session's requests: the local one, or while that one cannot the
 * first remote one that can. A datacenter cannot serve while fewer of its nodes are up than any
 * request needs replicas there. Levels stay those of the local datacenter. At LOCAL_ONE and
 * LOCAL_QUORUM a node asks the replicas of its own datacenter. Safe for use by many threads.
 */
public final class Datacenters {
  /** More nodes than a datacenter has. */
  private static final int NEVER = Integer.MAX_VALUE;

  private final CassandraConf conf;
  private final CqlIdentifier archive;
  private final KeyspaceReplicas replicas = new KeyspaceReplicas();
  private volatile String local = "";
  private volatile String serving = "";

  /** The view of the cluster by which {@link #serving} was decided last. */
  private volatile @Nullable Metadata decidedBy;

  Datacenters(CassandraConf conf) {
    this.conf = conf;
    this.archive = CqlIdentifier.fromInternal(conf.keyspace());
  }

  /** Chooses the local datacenter. */
  String choose(Collection<Node> nodes) {
    local = LocalDatacenter.choose(conf.localDatacenter(), conf.remoteDatacenters(), nodes);
    serving = local;
    return local;
  }

  /** Returns whether the node's datacenter serves, or may when others cannot. */
  boolean mayServe(Node node) {
    String datacenter = node.getDatacenter();
    return datacenter != null
        && (datacenter.equals(local) || conf.remoteDatacenters().contains(datacenter));
  }

  /** Returns whether remote datacenters may serve. */
  boolean hasRemote() {
    return !conf.remoteDatacenters().isEmpty();
  }

  /**
   * Returns the local datacenter.
   *
   * @return its name
   */
  public String local() {
    return local;
  }

  /**
   * Returns the datacenter that serves. If none can, it is the local one.
   *
   * @return its name
   */
  public String serving() {
    return serving;
  }

  /**
   * Says whether a remote datacenter serves.
   *
   * @return false while the local datacenter can serve, or no other can
   */
  public boolean isRemote() {
    return !serving.equals(local);
  }

  /**
   * Decides which datacenter serves, after the state of a node may have changed. One at a time, as
   * no decision may replace one that was made by newer states.
   */
  synchronized String decide(Metadata metadata) {
    String chosen =
        !hasRemote() || canServe(local, metadata)
            ? local
            : conf.remoteDatacenters().stream()
                .filter(remote -> canServe(remote, metadata))
                .findFirst()
                .orElse(local);
    serving = chosen;
    // Last, as whoever finds this view takes the decision for its own.
    decidedBy = metadata;
    return chosen;
  }

  /** Returns the datacenter that serves, by the newest view of the cluster. */
  String serving(Metadata metadata) {
    return metadata == decidedBy ? serving : decide(metadata);
  }

  private boolean canServe(String datacenter, Metadata metadata) {
    long up =
        metadata.getNodes().values().stream()
            .filter(node -> datacenter.equals(node.getDatacenter()) && isUp(node))
            .count();
    return up >= needed(datacenter, metadata);
  }

  static boolean isUp(Node node) {
    return node.getState() == NodeState.UP || node.getState() == NodeState.UNKNOWN;
  }

  /** Returns how many nodes of a datacenter a request at the configured levels needs. */
  private int needed(String datacenter, Metadata metadata) {
    KeyspaceReplication replication =
        replicas.of(archive, metadata).filter(KeyspaceReplication::isTopology).orElse(null);
    if (replication == null) {
      return 1;
    }
    int configured = replication.replicasIn(local);
    int there = replication.replicasIn(datacenter);
    return Math.max(
        needed(conf.readLevel(configured), there), needed(conf.writeLevel(configured), there));
  }

  private static int needed(
      net.es.esmond.storage.cluster.ConsistencyLevel level, int replicasThere) {
    return switch (level) {
      case LOCAL_ONE -> replicasThere == 0 ? NEVER : 1;
      case LOCAL_QUORUM -> replicasThere == 0 ? NEVER : replicasThere / 2 + 1;
      // Any node coordinates: the replicas may be elsewhere.
      case ONE, TWO, THREE, QUORUM, EACH_QUORUM, ALL -> 1;
    };
  }

  /**
   * Says why no node that serves can answer requests to the archive's keyspace at a level.
   *
   * @param level the level
   * @param metadata the driver's view of the cluster
   * @return empty when there are replicas for them, whether these are up or not
   */
  public Optional<String> absence(ConsistencyLevel level, Metadata metadata) {
    return level.isDcLocal() ? absence(archive, metadata) : Optional.empty();
  }

  private Optional<String> absence(CqlIdentifier keyspace, Metadata metadata) {
    return replicas.absence(keyspace, serving(metadata), metadata);
  }

  /**
   * Returns the statement, unless no node that serves has replicas for it.
   *
   * @throws StoreException {@link ErrorCode#NO_LOCAL_REPLICAS}
   */
  Statement<?> servable(Statement<?> statement, Metadata metadata) {
    CqlIdentifier keyspace = statement.getRoutingKeyspace();
    if (keyspace != null
        && (isLocal(statement.getConsistencyLevel())
            || isLocal(statement.getSerialConsistencyLevel()))) {
      String absence = absence(keyspace, metadata).orElse(null);
      if (absence != null) {
        throw new StoreException(
            ErrorCode.NO_LOCAL_REPLICAS, StoreException.Store.CASSANDRA, absence, List.of(), null);
      }
    }
    return statement;
  }

  private static boolean isLocal(@Nullable ConsistencyLevel level) {
    return level != null && level.isDcLocal();
  }
}
