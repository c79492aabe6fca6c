package net.es.esmond.storage.cassandra.internal.schema;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.Version;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.LocalDatacenter;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.text.Listed;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates a keyspace and its tables if absent, checks their shape, and waits until every node that
 * is up knows them. Several instances may do this at once, since all create the same.
 *
 * <p>The work is repeated until nothing is missing: read the schema, create what no node knows,
 * help nodes that lag behind. When the nodes agree on the schema, one node is asked. When they
 * disagree, each node is asked: a keyspace that one node lacks may exist on others, and creating it
 * again with other options would alter it.
 *
 * <p>Nodes of several versions of Cassandra never agree. While a cluster is upgraded, an archive
 * opens whose tables all nodes have, and nothing is created.
 *
 * <p>For a storage that is opened read only the same is checked and awaited, and nothing is
 * created.
 */
public final class CassandraSchema {
  /**
   * Name of the control keyspace, which has leases and control records of all archives of a
   * cluster.
   */
  public static final String CONTROL = "esmond_control";

  private static final Logger LOG = LoggerFactory.getLogger(CassandraSchema.class);
  private static final Version UNIFIED_COMPACTION_SINCE =
      Objects.requireNonNull(Version.parse("5.0.0"));
  private static final Duration RETRY_PAUSE = Duration.ofMillis(200);
  private static final int MOST_CONTROL_REPLICAS = 3;

  private final CqlSession session;
  private final CqlIdentifier keyspace;
  private final List<TableDefinition> tables;
  private final int replicas;
  private final Deadline deadline;
  private final boolean readOnly;
  private final Ddl ddl;
  private final Set<TableDefinition> created = new HashSet<>();

  /** Whether the last look found nodes without tables that other nodes have. */
  private boolean lagged;

  private CassandraSchema(
      CqlSession session,
      String keyspace,
      List<TableDefinition> tables,
      int replicas,
      Deadline deadline,
      boolean readOnly) {
    this.session = session;
    this.keyspace = CqlIdentifier.fromInternal(keyspace);
    this.tables = tables;
    this.replicas = replicas;
    this.deadline = deadline;
    this.readOnly = readOnly;
    this.ddl = new Ddl(session, deadline, this::expired);
  }

  /**
   * Creates the absent parts of an archive's schema, and waits until every node that is up knows
   * all of it. Existing parts stay as they are, with their replica count.
   *
   * @param session an open session
   * @param keyspace the archive's keyspace
   * @param replicas number of replicas in the local datacenter, if the keyspace is created
   * @param deadline deadline of all work
   * @param readOnly whether nothing may be created
   * @throws StoreException {@link ErrorCode#SCHEMA_MISMATCH} when a table of another shape has one
   *     of our names; nothing was created then. {@link ErrorCode#SCHEMA_ABSENT} when a part is
   *     absent that may not be created, or not while the nodes run several versions of Cassandra
   */
  public static void ensure(
      CqlSession session, String keyspace, int replicas, Deadline deadline, boolean readOnly) {
    CassandraSchema schema =
        new CassandraSchema(session, keyspace, Tables.ARCHIVE, replicas, deadline, readOnly);
    schema.reportDrift(schema.ensure());
  }

  /**
   * Creates the absent parts of the keyspace {@link #CONTROL}, as {@link #ensure} does. A new
   * keyspace gets as many replicas as there are nodes, but at most three.
   *
   * @param session an open session
   * @param deadline deadline of all work
   * @param readOnly whether nothing may be created
   */
  public static void ensureControl(CqlSession session, Deadline deadline, boolean readOnly) {
    long nodes = LocalDatacenter.nodes(session.getMetadata()).size();
    int replicas = (int) Math.max(1, Math.min(MOST_CONTROL_REPLICAS, nodes));
    var unused =
        new CassandraSchema(session, CONTROL, Tables.CONTROL, replicas, deadline, readOnly)
            .ensure();
  }

  /**
   * Ensures that the driver knows a keyspace that the nodes have. It opens a session also when it
   * could not read the schema, and levels follow from what it knows.
   *
   * @param session an open session
   * @param keyspace the keyspace
   * @throws StoreException {@link ErrorCode#STORE_UNAVAILABLE} when the driver could not read it
   *     once more
   */
  public static void ensureKnown(CqlSession session, String keyspace) {
    CqlIdentifier name = CqlIdentifier.fromInternal(keyspace);
    if (session.getMetadata().getKeyspace(name).isEmpty()
        && session.refreshSchema().getKeyspace(name).isEmpty()) {
      throw error(
          ErrorCode.STORE_UNAVAILABLE,
          "the nodes did not tell how keyspace " + name + " is replicated: repeat the call");
    }
  }

  private KeyspaceOptions ensure() {
    while (true) {
      try {
        Optional<KeyspaceOptions> complete = round();
        if (complete.isPresent()) {
          return complete.get();
        }
      } catch (DriverException e) {
        if (!Failures.isTransient(e) || (deadline.expired() && !lagged)) {
          throw Failures.of(e);
        }
        LOG.debug("a node did not take the schema yet", e);
        LockSupport.parkNanos(RETRY_PAUSE.toNanos());
      }
      if (deadline.expired()) {
        throw expired();
      }
    }
  }

  /**
   * Reads the schema and does the next step. Returns the replication when nothing was left to do.
   */
  private Optional<KeyspaceOptions> round() {
    ClusterVersions versions = versions();
    boolean agreed = !versions.mixed() && session.checkSchemaAgreement();
    List<Node> nodes = agreed ? List.of(anyNode()) : upNodes();
    List<SchemaView> views =
        nodes.stream().map(node -> SchemaView.of(node, keyspace, tables, ddl)).toList();
    for (TableDefinition table : tables) {
      views.forEach(view -> refuseOtherShape(table, view.tables().get(table.name())));
    }
    Optional<KeyspaceOptions> replication =
        views.stream().flatMap(view -> view.replication().stream()).findFirst();
    List<TableDefinition> missing =
        tables.stream().filter(t -> views.stream().noneMatch(v -> v.has(t))).toList();
    if (!missing.isEmpty() && (readOnly || versions.mixed())) {
      throw absent(missing, versions);
    }
    if (!missing.isEmpty()) {
      LOG.info(
          "creating {} in keyspace {}",
          missing.stream().map(TableDefinition::name).toList(),
          keyspace);
      created.addAll(missing);
      create(views.get(0), replication, missing);
      return Optional.empty();
    }
    List<SchemaView> lagging =
        views.stream().filter(v -> !tables.stream().allMatch(v::has)).toList();
    lagged = !lagging.isEmpty();
    if (lagged && (readOnly || versions.mixed())) {
      LockSupport.parkNanos(RETRY_PAUSE.toNanos());
      return Optional.empty();
    }
    for (SchemaView view : lagging) {
      // The node missed a change while it started, and would ask for it only a minute later.
      create(view, replication, created.stream().filter(t -> !view.has(t)).toList());
    }
    return lagging.isEmpty() ? replication : Optional.empty();
  }

  /** Creates tables at a node. The keyspace is created only if the node does not know it. */
  private void create(
      SchemaView at, Optional<KeyspaceOptions> existing, List<TableDefinition> absent) {
    KeyspaceOptions replication =
        existing.orElseGet(
            () ->
                new KeyspaceOptions(
                    "NetworkTopologyStrategy",
                    Map.of(
                        LocalDatacenter.name(session.getMetadata()), Integer.toString(replicas))));
    if (at.replication().isEmpty()) {
      ddl.execute(
          at.node(),
          "CREATE KEYSPACE IF NOT EXISTS "
              + keyspace.asCql(true)
              + " WITH replication = "
              + replication.cql());
    }
    String compaction = compaction();
    ddl.executeAll(
        at.node(), absent.stream().map(table -> table.create(keyspace, compaction)).toList());
  }

  private void reportDrift(KeyspaceOptions actual) {
    String datacenter = LocalDatacenter.name(session.getMetadata());
    int actualReplicas = actual.replicasIn(datacenter);
    if (actualReplicas != replicas) {
      LOG.warn(
          "keyspace {} has {} replicas in {} ({}), but cassandra_replicas is {}: it stays as it is",
          keyspace,
          actualReplicas,
          datacenter,
          actual.strategy(),
          replicas);
    }
  }

  private void refuseOtherShape(TableDefinition wanted, @Nullable TableDefinition found) {
    if (found == null || found.equals(wanted)) {
      return;
    }
    boolean thrift = found.columns().stream().anyMatch(c -> c.name().equals("column1"));
    throw error(
        ErrorCode.SCHEMA_MISMATCH,
        "table "
            + keyspace
            + "."
            + wanted.name()
            + " has the columns "
            + found.columns()
            + " instead of "
            + wanted.columns()
            + (thrift
                ? ": it was written through Thrift, and can be neither read nor written here"
                : "")
            + ": name another cassandra_keyspace");
  }

  private StoreException absent(List<TableDefinition> missing, ClusterVersions versions) {
    return error(
        ErrorCode.SCHEMA_ABSENT,
        "keyspace "
            + keyspace
            + " lacks "
            + Listed.of(missing.stream().map(TableDefinition::name).toList(), ", ")
            + (readOnly
                ? ", and a storage that is opened read only creates nothing: open one that may write"
                : ", which cannot be created while nodes run several versions of Cassandra ("
                    + versions
                    + "): upgrade all nodes, then open the storage")
            + ", or correct cassandra_keyspace");
  }

  private StoreException expired() {
    ClusterVersions versions = versions();
    return error(
        ErrorCode.STORE_UNAVAILABLE,
        "the nodes did not all have the tables of keyspace "
            + keyspace
            + " within "
            + deadline.budget()
            + (lagged && versions.mixed()
                ? ": nodes of several versions of Cassandra ("
                    + versions
                    + ") do not get them from each other: upgrade all nodes, then open the storage"
                : ""));
  }

  private ClusterVersions versions() {
    return ClusterVersions.of(session.getMetadata());
  }

  private String compaction() {
    return session.getMetadata().getNodes().values().stream()
            .map(Node::getCassandraVersion)
            .allMatch(v -> v != null && v.nextStable().compareTo(UNIFIED_COMPACTION_SINCE) >= 0)
        ? "UnifiedCompactionStrategy"
        : "LeveledCompactionStrategy";
  }

  private Node anyNode() {
    return upNodes().stream()
        .findAny()
        .orElseThrow(
            () ->
                error(
                    ErrorCode.STORE_UNAVAILABLE,
                    "no node of a datacenter that may serve is up: start one"));
  }

  private List<Node> upNodes() {
    return LocalDatacenter.connected(session.getMetadata());
  }

  private static StoreException error(ErrorCode code, String message) {
    return new StoreException(code, StoreException.Store.CASSANDRA, message, List.of(), null);
  }
}
