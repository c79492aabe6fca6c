package net.es.esmond.storage.cassandra.internal.control;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;

/**
 * Sees to it that the control keyspace exists, with as many replicas as there are nodes but at most
 * three. May run in several instances at once.
 */
public final class ControlKeyspace {
  /** Its name: one for all archives of a cluster. */
  public static final String NAME = "esmond_control";

  private static final int MOST_REPLICAS = 3;
  private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

  private ControlKeyspace() {}

  /**
   * Creates what is absent and waits until every node that is up knows it.
   *
   * @param session an open session
   * @param deadline by when
   */
  public static void ensure(CqlSession session, Deadline deadline) {
    if (known(session)) {
      return;
    }
    while (!created(session, deadline) || !session.checkSchemaAgreement()) {
      if (deadline.expired()) {
        throw new StoreException(
            ErrorCode.STORE_UNAVAILABLE,
            StoreException.Store.CASSANDRA,
            "the nodes did not agree on keyspace " + NAME + " within " + deadline.budget(),
            List.of(),
            null);
      }
      LockSupport.parkNanos(RETRY_PAUSE.toNanos());
    }
  }

  private static boolean known(CqlSession session) {
    return session
        .getMetadata()
        .getKeyspace(NAME)
        .flatMap(keyspace -> keyspace.getTable(CassandraLeases.TABLE))
        .isPresent();
  }

  private static boolean created(CqlSession session, Deadline deadline) {
    List<Node> nodes =
        session.getMetadata().getNodes().values().stream()
            .filter(node -> node.getState() == NodeState.UP && node.getDatacenter() != null)
            .toList();
    try {
      if (nodes.isEmpty()) {
        return false;
      }
      String datacenter = String.valueOf(nodes.get(0).getDatacenter());
      execute(session, createKeyspace(datacenter, nodes.size()), deadline);
      execute(session, createTable(), deadline);
      return true;
    } catch (DriverException e) {
      if (!Failures.isTransient(e)) {
        throw e;
      }
      return false;
    }
  }

  private static String createKeyspace(String datacenter, int nodes) {
    return "CREATE KEYSPACE IF NOT EXISTS "
        + NAME
        + " WITH replication = {'class': 'NetworkTopologyStrategy', '"
        + datacenter.replace("'", "''")
        + "': "
        + Math.min(MOST_REPLICAS, nodes)
        + "}";
  }

  /** The id follows from the name, so that instances that create it at once create the same. */
  private static String createTable() {
    String name = NAME + "." + CassandraLeases.TABLE;
    return "CREATE TABLE IF NOT EXISTS "
        + name
        + " (name text PRIMARY KEY, owner text) WITH id = "
        + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private static void execute(CqlSession session, String cql, Deadline deadline) {
    Duration remaining = deadline.remaining();
    if (!remaining.isZero()) {
      session.execute(SimpleStatement.newInstance(cql).setTimeout(remaining));
    }
  }
}
