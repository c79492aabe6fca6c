package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.specex.SpeculativeExecutionPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request to a further node when the last node takes longer than nearly all requests do, as
 * far as the budget allows. When the attempt counts as failed, the request is sent on regardless of
 * the budget. The driver asks this policy right after it has sent an attempt.
 *
 * <p>A transaction is never hedged, because it would compete with its own copy, and the later of
 * the two would find what the other wrote. It goes to a further node only when the first seems to
 * hang.
 */
final class Speculation implements SpeculativeExecutionPolicy {
  /**
   * Time after which a request that probes a silent node is sent to another node as well, in
   * milliseconds.
   */
  private static final long PROBE_MILLIS = 1;

  private final ClusterHealth health;
  private final SpeculationBudget budget = new SpeculationBudget();
  private final SessionMeters meters;

  Speculation(ClusterHealth health, SessionMeters meters) {
    this.health = health;
    this.meters = meters;
  }

  @Override
  public long nextExecution(
      Node node, @Nullable CqlIdentifier keyspace, Request request, int runningExecutions) {
    health.asked(node);
    if (runningExecutions == 1) {
      budget.earn();
    } else {
      budget.spend();
      meters.speculated();
    }
    if (request instanceof Statement<?> statement
        && statement.getSerialConsistencyLevel() != null) {
      return health.transactionTimeoutMillis();
    }
    if (health.open(node)) {
      // A caller's request finds out whether a silent node answers again; the caller need not wait.
      return PROBE_MILLIS;
    }
    return budget.hasCredit() ? health.hedgeMillis() : health.attemptTimeoutMillis();
  }

  @Override
  public void close() {}
}
