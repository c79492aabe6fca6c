package net.es.esmond.storage.cassandra.internal.schema;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.Version;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the archive's keyspace and tables exist and have the right shape. May run in
 * several instances at once: every statement is the same everywhere and may be repeated.
 */
public final class Schema {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
  private static final Version UNIFIED_COMPACTION_SINCE =
      Objects.requireNonNull(Version.parse("5.0.0"));

  private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

  private final CqlSession session;
  private final CqlIdentifier keyspace;
  private final Deadline deadline;

  private Schema(CqlSession session, CqlIdentifier keyspace, Deadline deadline) {
    this.session = session;
    this.keyspace = keyspace;
    this.deadline = deadline;
  }

  /**
   * Creates what is absent and waits until every node that is up knows it. What exists stays as it
   * is, its replica count included.
   *
   * @param session an open session
   * @param keyspaceName the archive's keyspace
   * @param replicas replicas in the local datacenter, of a keyspace that is yet to be created
   * @param deadline by when
   * @return how the keyspace is replicated
   * @throws StoreException {@link ErrorCode#SCHEMA_MISMATCH} when a table of another shape has one
   *     of our names; nothing was created then
   */
  public static Replication ensure(
      CqlSession session, String keyspaceName, int replicas, Deadline deadline) {
    Schema schema = new Schema(session, CqlIdentifier.fromInternal(keyspaceName), deadline);
    try {
      return schema.ensure(replicas);
    } catch (RuntimeException e) {
      throw Failures.of(e);
    }
  }

  private Replication ensure(int replicas) {
    String datacenter = localDatacenter();
    List<String> statements = new ArrayList<>();
    statements.add(createKeyspace(datacenter, replicas));
    Tables.ALL.forEach(table -> statements.add(table.create(keyspace, compaction())));

    Map<String, Table> existing = existingTables();
    Tables.ALL.forEach(table -> refuseOtherShape(table, existing.get(table.name())));
    boolean known = existing.keySet().containsAll(Tables.names());
    if (!known) {
      LOG.info(
          "creating what keyspace {} lacks, {} replicas in {}", keyspace, replicas, datacenter);
      known = applied(List.of(anyNode()), statements);
    }
    while (!(known && session.checkSchemaAgreement()) && !applied(upNodes(), statements)) {
      if (deadline.expired()) {
        throw error(
            ErrorCode.STORE_UNAVAILABLE,
            "the nodes did not agree on the schema within " + deadline.budget());
      }
      LockSupport.parkNanos(RETRY_PAUSE.toNanos());
    }
    return reportDrift(replicas, datacenter);
  }

  /**
   * Has nodes create what they lack, each for itself. A node that missed a change while it started
   * would ask for it only a minute later; nothing happens on those that know.
   */
  private boolean applied(List<Node> nodes, List<String> statements) {
    try {
      nodes.forEach(node -> statements.forEach(cql -> execute(node, cql)));
      return true;
    } catch (DriverException e) {
      if (!Failures.isTransient(e)) {
        throw e;
      }
      LOG.debug("a node did not take the schema yet", e);
      return false;
    }
  }

  private Replication reportDrift(int replicas, String datacenter) {
    Replication actual =
        replication()
            .orElseThrow(() -> error(ErrorCode.STORE_UNAVAILABLE, keyspace + " was dropped"));
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
    return actual;
  }

  private String createKeyspace(String datacenter, int replicas) {
    return "CREATE KEYSPACE IF NOT EXISTS "
        + keyspace.asCql(true)
        + " WITH replication = {'class': 'NetworkTopologyStrategy', '"
        + datacenter.replace("'", "''")
        + "': "
        + replicas
        + "}";
  }

  private void refuseOtherShape(Table wanted, @Nullable Table found) {
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
            + " must have the columns "
            + wanted.columns()
            + ", but has "
            + found.columns()
            + (thrift
                ? ": that is the shape of an archive written through Thrift, which can neither be"
                    + " read nor written here; name another cassandra_keyspace"
                : ""));
  }

  private Map<String, Table> existingTables() {
    Map<String, List<Row>> rows = new TreeMap<>();
    ResultSet columns =
        execute(
            null,
            "SELECT table_name, column_name, kind, position, type FROM system_schema.columns"
                + " WHERE keyspace_name = ?",
            keyspace.asInternal());
    columns.forEach(
        row -> rows.computeIfAbsent(text(row, "table_name"), name -> new ArrayList<>()).add(row));
    Map<String, Table> tables = new HashMap<>();
    rows.forEach((name, list) -> tables.put(name, table(name, list)));
    return tables;
  }

  /** A column of a kind that ours lack (static) counts as regular; its name tells it apart. */
  private static Table table(String name, List<Row> rows) {
    List<String> wantedOrder =
        Tables.ALL.stream()
            .filter(t -> t.name().equals(name))
            .flatMap(t -> t.columns().stream().map(Table.Column::name))
            .toList();
    return new Table(
        name,
        rows.stream()
            .sorted(
                Comparator.comparing((Row row) -> kind(row))
                    .thenComparing(row -> row.getInt("position"))
                    .thenComparing(row -> wantedOrder.indexOf(text(row, "column_name"))))
            .map(row -> new Table.Column(text(row, "column_name"), text(row, "type"), kind(row)))
            .toList());
  }

  private static Table.Kind kind(Row row) {
    return switch (text(row, "kind").toLowerCase(Locale.ROOT)) {
      case "partition_key" -> Table.Kind.PARTITION_KEY;
      case "clustering" -> Table.Kind.CLUSTERING;
      default -> Table.Kind.REGULAR;
    };
  }

  private Optional<Replication> replication() {
    Row row =
        execute(
                null,
                "SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?",
                keyspace.asInternal())
            .one();
    return Optional.ofNullable(row)
        .map(r -> r.getMap("replication", String.class, String.class))
        .map(Replication::of);
  }

  private String compaction() {
    return session.getMetadata().getNodes().values().stream()
            .map(Node::getCassandraVersion)
            .allMatch(v -> v != null && v.nextStable().compareTo(UNIFIED_COMPACTION_SINCE) >= 0)
        ? "UnifiedCompactionStrategy"
        : "LeveledCompactionStrategy";
  }

  private String localDatacenter() {
    return Objects.requireNonNull(anyNode().getDatacenter());
  }

  private Node anyNode() {
    return upNodes().stream()
        .findAny()
        .orElseThrow(
            () -> error(ErrorCode.STORE_UNAVAILABLE, "no node of the local datacenter is up"));
  }

  /** Of the local datacenter: only its nodes are at local distance. */
  private List<Node> upNodes() {
    return session.getMetadata().getNodes().values().stream()
        .filter(node -> node.getDistance() == NodeDistance.LOCAL)
        .filter(node -> node.getState() == NodeState.UP && node.getDatacenter() != null)
        .toList();
  }

  private ResultSet execute(@Nullable Node node, String cql, Object... values) {
    Duration remaining = deadline.remaining();
    if (remaining.isZero()) {
      throw error(
          ErrorCode.DEADLINE_EXCEEDED, "the schema was not complete within " + deadline.budget());
    }
    return session.execute(
        SimpleStatement.newInstance(cql, values).setTimeout(remaining).setNode(node));
  }

  private static String text(Row row, String column) {
    return Objects.requireNonNull(row.getString(column), column);
  }

  private static StoreException error(ErrorCode code, String message) {
    return new StoreException(code, StoreException.Store.CASSANDRA, message, List.of(), null);
  }
}
