package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Collection;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class SpreadTest {
  /** 99.9 % quantile of the chi-square distribution with 4 degrees of freedom. */
  private static final double LIMIT = 18.47;

  private static final int REQUESTS = 100_000;
  private static final int IN_FLIGHT = 200;

  @Test
  void requestsSpreadEvenlyOverTheNodes() throws Exception {
    MeterRegistry registry = new SimpleMeterRegistry();
    try (SimulatedRing ring = new SimulatedRing(5, 70);
        CqlSession session = ring.session(registry)) {
      Semaphore places = new Semaphore(IN_FLIGHT);
      for (int i = 0; i < REQUESTS; i++) {
        places.acquire();
        session.executeAsync(SimulatedRing.QUERY).whenComplete((result, error) -> places.release());
      }
      places.acquire(IN_FLIGHT);
    }
    Collection<Timer> nodes =
        registry.get("esmond.cassandra.requests").tag("outcome", "ok").timers();
    double total = nodes.stream().mapToLong(Timer::count).sum();
    double expected = total / 5;

    assertThat(total).isGreaterThanOrEqualTo(REQUESTS);
    assertThat(nodes).hasSize(5);
    assertThat(nodes.stream().mapToDouble(n -> Math.pow(n.count() - expected, 2) / expected).sum())
        .isLessThan(LIMIT);
  }
}
