package net.es.esmond.storage.cassandra.internal.replication;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import net.es.esmond.storage.cassandra.internal.schema.CassandraSchema;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.LocalDatacenter;
import net.es.esmond.storage.cassandra.internal.session.Replications;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.Refusal;
import net.es.esmond.storage.replication.Refusal.Reason;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.NodeFacts;
import org.jspecify.annotations.Nullable;

/** Observes the cluster through the driver's metadata and through system tables, read over CQL. */
final class ClusterView {
  private static final String AUTH = "system_auth";

  /** Errors of a read of a table that is absent, or that the role may not read. */
  static final Set<ErrorCode> UNREADABLE =
      EnumSet.of(ErrorCode.STORE_REFUSED, ErrorCode.PERMISSION_DENIED);

  private static final SimpleStatement GOSSIP =
      SimpleStatement.newInstance(
              "SELECT address, host_id, \"schema\", status, status_with_port"
                  + " FROM system_views.gossip_info")
          .setPageSize(Integer.MAX_VALUE);

  private final Requests requests;
  private final String keyspace;
  private final boolean loginNeeded;
  private final CommitLogSyncs commitLogSyncs;

  ClusterView(Requests requests, String keyspace, boolean loginNeeded) {
    this.requests = requests;
    this.keyspace = keyspace;
    this.loginNeeded = loginNeeded;
    this.commitLogSyncs = new CommitLogSyncs(requests);
  }

  /**
   * The first request waits for a connection, and what the driver knows is asked for after that.
   */
  CompletionStage<ClusterSnapshot> snapshot(Deadline deadline) {
    commitLogSyncs.ask(deadline);
    return send(
            "SELECT keyspace_name, replication FROM system_schema.keyspaces"
                + " WHERE keyspace_name IN (?, ?, ?)",
            deadline,
            keyspace,
            CassandraSchema.CONTROL,
            AUTH)
        .thenCompose(rows -> snapshot(replications(rows), requests.metadata(), deadline));
  }

  private CompletionStage<ClusterSnapshot> snapshot(
      Map<String, KeyspaceReplication> known, Metadata metadata, Deadline deadline) {
    List<NodeFacts> nodes = nodes(metadata);
    CompletionStage<Map<String, Integer>> graces =
        send(
                "SELECT table_name, gc_grace_seconds FROM system_schema.tables"
                    + " WHERE keyspace_name = ?",
                deadline,
                keyspace)
            .thenApply(ClusterView::graces);
    return graces.thenCombine(
        unsettled(nodes, null, deadline),
        (seconds, refusals) ->
            new ClusterSnapshot(
                LocalDatacenter.name(metadata),
                nodes,
                known(keyspace, known),
                known(CassandraSchema.CONTROL, known),
                loginNeeded ? Optional.ofNullable(known.get(AUTH)) : Optional.empty(),
                seconds,
                refusals));
  }

  private static KeyspaceReplication known(
      String keyspace, Map<String, KeyspaceReplication> replications) {
    KeyspaceReplication replication = replications.get(keyspace);
    if (replication == null) {
      throw unavailable("keyspace " + keyspace + " is gone");
    }
    return replication;
  }

  private List<NodeFacts> nodes(Metadata metadata) {
    TokenMap tokens =
        metadata.getTokenMap().orElseThrow(() -> unavailable("the ring's tokens are not known"));
    List<NodeFacts> nodes = new ArrayList<>();
    for (Node node : metadata.getNodes().values()) {
      UUID hostId = node.getHostId();
      if (hostId != null) {
        nodes.add(
            new NodeFacts(
                replicaNode(hostId, node),
                tokens(tokens, node),
                version(node),
                commitLogSyncs.of(hostId)));
      }
    }
    return nodes;
  }

  private static ReplicaNode replicaNode(UUID hostId, Node node) {
    // The state of nodes in other datacenters is unknown until an event reports it.
    NodeState state = node.getState();
    return replicaNode(hostId, node, state == NodeState.UP || state == NodeState.UNKNOWN);
  }

  static ReplicaNode replicaNode(UUID hostId, Node node, boolean up) {
    return new ReplicaNode(
        hostId,
        address(node),
        Objects.requireNonNullElse(node.getDatacenter(), ""),
        Objects.requireNonNullElse(node.getRack(), ""),
        up);
  }

  private static String address(Node node) {
    return node.getBroadcastRpcAddress()
        .map(InetSocketAddress::getAddress)
        .map(InetAddress::getHostAddress)
        .orElseGet(() -> node.getEndPoint().toString());
  }

  private static Set<BigInteger> tokens(TokenMap map, Node node) {
    return map.getTokens(node).stream()
        .map(token -> new BigInteger(map.format(token)))
        .collect(Collectors.toSet());
  }

  private static String version(Node node) {
    var version = node.getCassandraVersion();
    return version == null ? "" : version.getMajor() + "." + version.getMinor();
  }

  private static Map<String, KeyspaceReplication> replications(AsyncResultSet rows) {
    Map<String, KeyspaceReplication> replications = new HashMap<>();
    for (Row row : rows.currentPage()) {
      replications.put(
          text(row, "keyspace_name"),
          Replications.of(
              Objects.requireNonNull(row.getMap("replication", String.class, String.class))));
    }
    return replications;
  }

  private static Map<String, Integer> graces(AsyncResultSet rows) {
    Map<String, Integer> graces = new HashMap<>();
    for (Row row : rows.currentPage()) {
      graces.put(text(row, "table_name"), row.getInt("gc_grace_seconds"));
    }
    return graces;
  }

  /**
   * Returns the reasons against any change of the ring, by what one node has heard.
   *
   * @param asked the node; null for any
   */
  CompletionStage<List<Refusal>> unsettled(@Nullable Node asked, Deadline deadline) {
    return unsettled(nodes(requests.metadata()), asked, deadline);
  }

  /** Gossip knows which nodes join, leave or move, and each node's schema version. */
  private CompletionStage<List<Refusal>> unsettled(
      List<NodeFacts> nodes, @Nullable Node asked, Deadline deadline) {
    return requests
        .send(c -> GOSSIP.setNode(asked), deadline)
        .thenApply(rows -> unsettled(nodes, rows))
        .exceptionallyCompose(
            error ->
                UNREADABLE.contains(Failures.of(error).code())
                    ? completedFuture(
                        List.of(
                            new Refusal(
                                Reason.TOPOLOGY_UNKNOWN,
                                "system_views.gossip_info cannot be read: it needs Cassandra 4.1"
                                    + " and a grant of SELECT to cassandra_user")))
                    : failedFuture(Failures.of(error)));
  }

  private static List<Refusal> unsettled(List<NodeFacts> nodes, AsyncResultSet rows) {
    Set<String> up = new HashSet<>();
    nodes.stream()
        .map(NodeFacts::node)
        .filter(ReplicaNode::up)
        .forEach(node -> up.add(node.hostId().toString()));
    List<Refusal> refusals = new ArrayList<>();
    Map<String, List<String>> schemas = new HashMap<>();
    for (Row row : rows.currentPage()) {
      String address = String.valueOf(row.getInetAddress("address")).replaceFirst(".*/", "");
      moving(row).ifPresent(reason -> refusals.add(new Refusal(reason, "node " + address)));
      String schema = row.getString("schema");
      if (schema != null && up.contains(row.getString("host_id"))) {
        schemas.computeIfAbsent(schema, version -> new ArrayList<>()).add(address);
      }
    }
    if (schemas.size() > 1) {
      refusals.add(new Refusal(Reason.SCHEMA_DISAGREEMENT, "nodes by schema: " + schemas));
    }
    return refusals;
  }

  /** Returns the movement of a node, if any. The words are those of the gossip protocol. */
  private static Optional<Reason> moving(Row row) {
    String status = row.getString("status_with_port");
    if (status == null) {
      status = Objects.requireNonNullElse(row.getString("status"), "");
    }
    return switch (status.split(",", 2)[0]) {
      case "BOOT", "BOOT_REPLACE" -> Optional.of(Reason.NODE_JOINING);
      case "LEAVING", "removing" -> Optional.of(Reason.NODE_LEAVING);
      case "MOVING" -> Optional.of(Reason.NODE_MOVING);
      default -> Optional.empty();
    };
  }

  private CompletionStage<AsyncResultSet> send(String cql, Deadline deadline, Object... values) {
    return requests.send(
        c -> SimpleStatement.newInstance(cql, values).setPageSize(Integer.MAX_VALUE), deadline);
  }

  private static String text(Row row, String column) {
    return Objects.requireNonNull(row.getString(column), column);
  }

  private static StoreException unavailable(String message) {
    return new StoreException(
        ErrorCode.STORE_UNAVAILABLE, StoreException.Store.CASSANDRA, message, List.of(), null);
  }
}
