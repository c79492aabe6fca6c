package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class SpreadTest {
  private static final long SEED = 20_261_122;

  private static final int NODES = 5;

  /** 99.9 % quantile of the chi-square distribution with 4 degrees of freedom. */
  private static final double LIMIT = 18.47;

  private static final int REQUESTS = 100_000;

  /**
   * Not enough to make a node busy: a machine that is slow for a moment has no node passed over. A
   * copy of a slow request would count too, so requests are not idempotent: none is sent twice.
   */
  private static final int IN_FLIGHT = CoordinatorSelection.BUSY_IN_FLIGHT;

  /**
   * One thread sends, so the seed decides to which node each request goes. Time stands still for
   * the session: a machine that is busy for a moment makes no node silent, to be avoided.
   */
  @Test
  void requests_spread_evenly_over_the_nodes() throws Exception {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    AtomicIntegerArray answers = new AtomicIntegerArray(NODES);
    try (SimulatedRing ring = new SimulatedRing(NODES, 70);
        CqlSession session = ring.session(() -> 0, () -> random)) {
      Semaphore permits = new Semaphore(IN_FLIGHT);
      for (int i = 0; i < REQUESTS; i++) {
        permits.acquire();
        session
            .executeAsync(SimpleStatement.newInstance(SimulatedRing.QUERY).setIdempotent(false))
            .whenComplete(
                (result, error) -> {
                  if (error == null) {
                    answers.incrementAndGet(
                        ring.indexOf(result.getExecutionInfo().getCoordinator()));
                  }
                  permits.release();
                });
      }
      permits.acquire(IN_FLIGHT);
    }
    double expected = (double) REQUESTS / NODES;
    double total = 0;
    double chiSquare = 0;
    for (int i = 0; i < NODES; i++) {
      total += answers.get(i);
      chiSquare += Math.pow(answers.get(i) - expected, 2) / expected;
    }
    assertThat(total).isEqualTo(REQUESTS);
    assertThat(chiSquare).isLessThan(LIMIT);
  }
}
