package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.simulacron.common.stubbing.CloseType;
import com.datastax.oss.simulacron.server.BoundNode;
import com.datastax.oss.simulacron.server.RejectScope;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.meters.HostMeters;
import org.junit.jupiter.api.Test;

/** Whatever becomes of the nodes under load, every call has ended by its deadline. */
class DeadlineTest {
  private static final Duration BUDGET = Duration.ofSeconds(2);

  /** What a busy machine may add. A call that no deadline ended would take far longer. */
  private static final Duration SLACK = Duration.ofSeconds(20);

  private static final int CALLS = 3000;

  private final AtomicLong failed = new AtomicLong();

  @Test
  void while_all_nodes_hang() {
    try (SimulatedRing ring = new SimulatedRing(3, 170)) {
      assertThat(slowest(ring, host -> ring.addresses(), () -> each(ring, BoundNode::pauseRead)))
          .isLessThan(BUDGET.plus(SLACK));
    }
    assertThat(failed).hasPositiveValue();
  }

  @Test
  void while_all_nodes_are_gone() {
    try (SimulatedRing ring = new SimulatedRing(3, 180)) {
      assertThat(
              slowest(ring, host -> ring.addresses(), () -> each(ring, DeadlineTest::disconnect)))
          .isLessThan(BUDGET.plus(SLACK));
    }
    assertThat(failed).hasPositiveValue();
  }

  @Test
  void calls_that_wait_while_all_nodes_are_gone_ask_nobody() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (SimulatedRing ring = new SimulatedRing(3, 210)) {
      Supervisor supervisor = supervisor(ring, host -> ring.addresses(), registry);
      try (Requests requests =
          new Requests(
              supervisor,
              new SessionMeters(new HostMeters(registry)),
              1024,
              StorageThreads.shared().timed())) {
        each(ring, DeadlineTest::disconnect);
        await().until(() -> requests.state() == StoreState.DOWN);
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
          calls.add(call(requests, new AtomicLong()));
        }
        calls.forEach(CompletableFuture::join);
      }
    }
    assertThat(failed).hasValue(1000);
    assertThat(SimulatedRing.count(registry, "esmond.cassandra.retries")).isZero();
  }

  @Test
  void while_sessions_are_swapped_because_all_addresses_have_changed() {
    try (SimulatedRing before = new SimulatedRing(3, 190);
        SimulatedRing after = new SimulatedRing(3, 200)) {
      AtomicReference<SimulatedRing> named = new AtomicReference<>(before);
      Runnable move =
          () -> {
            named.set(after);
            each(before, DeadlineTest::disconnect);
          };
      assertThat(slowest(before, host -> named.get().addresses(), move))
          .isLessThan(BUDGET.plus(SLACK));
    }
    assertThat(failed).hasPositiveValue();
    assertThat(failed).hasValueLessThan(CALLS * 5 / 6);
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

  /** Sends a call every 2 ms, a sixth of them before the fault; how long the slowest took. */
  private Duration slowest(SimulatedRing ring, HostResolver resolver, Runnable fault) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Supervisor supervisor = supervisor(ring, resolver, registry);
    AtomicLong slowest = new AtomicLong();
    List<CompletableFuture<?>> calls = new ArrayList<>();
    try (Requests requests =
        new Requests(
            supervisor,
            new SessionMeters(new HostMeters(registry)),
            1024,
            StorageThreads.shared().timed())) {
      for (int i = 0; i < CALLS; i++) {
        if (i == CALLS / 6) {
          fault.run();
        }
        calls.add(call(requests, slowest));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
      }
      calls.forEach(CompletableFuture::join);
    }
    return Duration.ofNanos(slowest.get());
  }

  private static Supervisor supervisor(
      SimulatedRing ring, HostResolver resolver, MeterRegistry registry) {
    Supervisor supervisor =
        new Supervisor(
            ring.factory(resolver, registry, 1024)::open,
            session -> Connection.of(session, List.of()),
            new SessionMeters(new HostMeters(registry)));
    supervisor.connect(Deadline.after(Duration.ofSeconds(30)));
    return supervisor;
  }

  private CompletableFuture<?> call(Requests requests, AtomicLong slowest) {
    long start = System.nanoTime();
    return requests
        .send(c -> SimpleStatement.newInstance(SimulatedRing.QUERY), Deadline.after(BUDGET))
        .handle(
            (done, error) -> {
              slowest.accumulateAndGet(System.nanoTime() - start, Math::max);
              failed.addAndGet(error == null ? 0 : 1);
              return done;
            })
        .toCompletableFuture();
  }
}
