package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.spi.StoreContext;
import org.junit.jupiter.api.Test;

/** Nodes that hang, and nodes that are all slow: the one calls for other nodes, the other not. */
class HungNodeTest {
  private static final SimpleStatement TRANSACTION =
      SimpleStatement.newInstance(SimulatedRing.QUERY)
          .setSerialConsistencyLevel(DefaultConsistencyLevel.SERIAL);

  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void a_hung_node_fails_nothing_and_rests_until_it_answers() {
    try (SimulatedRing ring = new SimulatedRing(3, 50);
        CqlSession session = ring.session(registry)) {
      send(session, 500);
      String hung = ring.address(1) + ":9042";
      ring.node(1).pauseRead();

      // Requests that wait for the hung node are answered by another.
      send(session, 200);
      await()
          .untilAsserted(
              () -> {
                assertThat(send(session, 50)).doesNotContainKey(hung);
                assertThat(Context.health(session).silent(node(session, hung))).isTrue();
              });
      assertThat(SimulatedRing.count(registry, "esmond.cassandra.speculations")).isPositive();

      ring.node(1).resumeRead();
      await().untilAsserted(() -> assertThat(send(session, 50)).containsKey(hung));
    }
  }

  @Test
  void a_slow_node_is_avoided_and_counts_as_up() {
    try (SimulatedRing ring = new SimulatedRing(3, 70);
        CqlSession session = ring.session(registry)) {
      send(session, 500);
      Node slow = node(session, ring.address(1) + ":9042");
      ring.answerAfter(1, 1500);

      Set<NodeStatus> seen = new HashSet<>();
      Set<Boolean> avoided = new HashSet<>();
      long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
      while (System.nanoTime() < end) {
        send(session, 50);
        avoided.add(Context.health(session).silent(slow));
        seen.add(Context.health(session).status(slow));
      }

      assertThat(avoided).contains(true);
      assertThat(seen).allMatch(NodeStatus::up);
    }
  }

  @Test
  void a_cluster_that_is_slow_everywhere_is_not_asked_twice() {
    try (SimulatedRing ring = new SimulatedRing(3, 60);
        CqlSession session = ring.session(registry)) {
      ring.answerAfter(5);
      send(session, 1000);
      ring.answerAfter(100);
      long before = ring.received();
      int asked = 2000;

      send(session, asked);

      assertThat(ring.received() - before).isBetween((long) asked, (long) (1.2 * asked));
    }
  }

  @Test
  void a_transaction_is_sent_once_while_its_node_is_slow() {
    try (SimulatedRing ring = new SimulatedRing(3, 220);
        CqlSession session = ring.session(registry)) {
      // Until any other request would be sent again after a quarter of a second.
      send(session, 4000);
      ring.answerAfter(400);
      long before = ring.received();

      session.execute(TRANSACTION);

      assertThat(ring.received() - before).isEqualTo(1);
    }
  }

  @Test
  void a_transaction_that_a_node_keeps_is_answered_by_another() {
    try (SimulatedRing ring = new SimulatedRing(3, 230);
        CqlSession session = ring.session(registry)) {
      send(session, 500);
      String hung = ring.address(1) + ":9042";
      ring.node(1).pauseRead();

      await()
          .until(
              () -> {
                ExecutionInfo info = session.execute(TRANSACTION).getExecutionInfo();
                boolean sentAgain = info.getSpeculativeExecutionCount() > 0;
                if (sentAgain) {
                  assertThat(Nodes.name(info.getCoordinator())).isNotEqualTo(hung);
                }
                return sentAgain;
              });
    }
  }

  @Test
  void a_hung_node_is_open_in_the_hosts_registry() {
    CircuitBreakerRegistry host = CircuitBreakerRegistry.ofDefaults();
    StoreContext context =
        new StoreContext(Clock.systemUTC(), Map.of(CircuitBreakerRegistry.class, host));
    try (SimulatedRing ring = new SimulatedRing(3, 30);
        SimulatedRing other = new SimulatedRing(3, 40)) {
      try (CqlSession session = ring.session(registry, SessionResilience.of(context, registry));
          CqlSession second = other.session(registry, SessionResilience.of(context, registry))) {
        send(session, 500);
        send(second, 500);
        assertThat(host.getAllCircuitBreakers()).hasSize(6);
        ring.node(1).pauseRead();
        send(session, 200);
        await()
            .untilAsserted(
                () -> {
                  send(session, 50);
                  assertThat(open(host))
                      .singleElement()
                      .satisfies(
                          name -> assertThat(name).endsWith("/" + ring.address(1) + ":9042"));
                });

        ring.node(1).resumeRead();
        await()
            .untilAsserted(
                () -> {
                  send(session, 50);
                  assertThat(open(host)).isEmpty();
                });
      }
      assertThat(host.getAllCircuitBreakers()).isEmpty();
      assertThat(registry.find("esmond.cassandra.circuitbreaker.state").gauges()).isEmpty();
    }
  }

  private static List<String> open(CircuitBreakerRegistry registry) {
    return registry.getAllCircuitBreakers().stream()
        .filter(breaker -> breaker.getState() == CircuitBreaker.State.OPEN)
        .map(CircuitBreaker::getName)
        .toList();
  }

  private static Node node(CqlSession session, String name) {
    return session.getMetadata().getNodes().values().stream()
        .filter(node -> Nodes.name(node).equals(name))
        .findAny()
        .orElseThrow();
  }

  /** Sends requests, fifty at a time, and counts those that each node answered. */
  private static Map<String, Integer> send(CqlSession session, int requests) {
    Map<String, Integer> answers = new HashMap<>();
    for (int sent = 0; sent < requests; sent += 50) {
      List<CompletableFuture<AsyncResultSet>> running = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        running.add(session.executeAsync(SimulatedRing.QUERY).toCompletableFuture());
      }
      running.forEach(
          each ->
              answers.merge(
                  Nodes.name(each.join().getExecutionInfo().getCoordinator()), 1, Integer::sum));
    }
    return answers;
  }
}
