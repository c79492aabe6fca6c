package net.es.esmond.storage.cassandra.internal.replication;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns how nodes sync their commit logs. Each node has a table of its own settings, so an answer
 * tells of its coordinator only, and all nodes are known after some questions. Safe for use by many
 * threads.
 */
final class CommitLogSyncs {
  private static final Logger LOG = LoggerFactory.getLogger(CommitLogSyncs.class);
  private static final String SELECT =
      "SELECT value FROM system_views.settings WHERE name = 'commitlog_sync'";

  private final Requests requests;
  private final Map<UUID, String> known = new ConcurrentHashMap<>();
  private volatile boolean unreadable;

  CommitLogSyncs(Requests requests) {
    this.requests = requests;
  }

  /** Asks a node, without waiting for its answer. Nobody is asked after a node has refused. */
  void ask(Deadline deadline) {
    if (!unreadable) {
      requests
          .sendOnce(c -> SimpleStatement.newInstance(SELECT), deadline)
          .whenComplete(
              (answer, error) -> {
                if (error == null) {
                  learn(answer);
                } else {
                  unreadable = ClusterView.UNREADABLE.contains(Failures.of(error).code());
                  LOG.debug("how nodes sync their commit logs is not known", error);
                }
              });
    }
  }

  private void learn(AsyncResultSet answer) {
    Node coordinator = answer.getExecutionInfo().getCoordinator();
    UUID node = coordinator == null ? null : coordinator.getHostId();
    Row row = answer.one();
    String value = row == null ? null : row.getString("value");
    if (node != null && value != null) {
      known.put(node, value);
    }
  }

  /** Returns a node's setting, or an empty text when it is not known. */
  String of(UUID hostId) {
    return known.getOrDefault(hostId, "");
  }
}
