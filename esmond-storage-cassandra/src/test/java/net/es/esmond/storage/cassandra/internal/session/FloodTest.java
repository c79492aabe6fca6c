package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.simulacron.common.stubbing.CloseType;
import com.datastax.oss.simulacron.server.BoundNode;
import com.datastax.oss.simulacron.server.RejectScope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.meters.HostMeters;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Far more requests than may be in flight: all end by their deadline, and later ones are served.
 */
class FloodTest {
  private static final Duration BUDGET = Duration.ofSeconds(4);

  /** Time that a busy machine may add. A call that is lost would never end. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private static final Duration SERVED_WITHIN = Duration.ofSeconds(10);
  private static final int CALLS = 10_000;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong succeeded = new AtomicLong();

  @Test
  void nodes_that_answer_too_late_leave_nothing_behind() {
    try (SimulatedRing ring = new SimulatedRing(3, 235);
        Requests requests = requests(ring)) {
      ring.answerAfter(BUDGET.plusSeconds(1).toMillis());

      flood(requests, () -> {});

      ring.answerAfter(0);
      assertServes(requests);
    }
  }

  @Test
  void nodes_that_all_die_meanwhile_leave_nothing_behind() {
    try (SimulatedRing ring = new SimulatedRing(3, 240);
        Requests requests = requests(ring)) {
      ring.answerAfter(BUDGET.toMillis() * 10);

      flood(requests, () -> each(ring, FloodTest::disconnect));

      ring.answerAfter(0);
      each(ring, BoundNode::acceptConnections);
      assertServes(requests);
    }
  }

  private void flood(Requests requests, Runnable meanwhile) {
    List<CompletableFuture<?>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(call(requests, BUDGET));
    }
    meanwhile.run();
    assertThat(CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new)))
        .succeedsWithin(BUDGET.plus(SLACK));
    assertThat(succeeded).hasValue(0);
  }

  private void assertServes(Requests requests) {
    Awaitility.await()
        .atMost(SERVED_WITHIN)
        .until(
            () -> {
              call(requests, Duration.ofSeconds(1)).join();
              return succeeded.get() > 0;
            });
    assertThat(registry.get("esmond.cassandra.in.flight").gauge().value()).isZero();
    assertThat(registry.get("esmond.cassandra.queue").gauge().value()).isZero();
  }

  private CompletableFuture<?> call(Requests requests, Duration budget) {
    return requests
        .send(c -> SimpleStatement.newInstance(SimulatedRing.QUERY), Deadline.after(budget))
        .handle(
            (done, error) -> {
              succeeded.addAndGet(error == null ? 1 : 0);
              return done;
            })
        .toCompletableFuture();
  }

  private Requests requests(SimulatedRing ring) {
    SessionMeters meters = new SessionMeters(new HostMeters(registry));
    Supervisor supervisor =
        new Supervisor(
            ring.factory(host -> ring.addresses(), registry, 1024)::open,
            session -> Connection.of(session, List.of()),
            meters);
    supervisor.connect(Deadline.after(Duration.ofSeconds(30)));
    return new Requests(supervisor, meters, 1024, StorageThreads.shared().timed());
  }

  private static void each(SimulatedRing ring, Consumer<BoundNode> fault) {
    for (int i = 0; i < 3; i++) {
      fault.accept(ring.node(i));
    }
  }

  private static void disconnect(BoundNode node) {
    node.rejectConnections(0, RejectScope.UNBIND);
    node.closeConnections(CloseType.DISCONNECT);
  }
}
