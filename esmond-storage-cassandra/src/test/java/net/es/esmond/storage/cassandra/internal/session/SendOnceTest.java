package net.es.esmond.storage.cassandra.internal.session;

import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.unavailable;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.simulacron.common.codec.ConsistencyLevel;
import com.datastax.oss.simulacron.common.stubbing.CloseType;
import com.datastax.oss.simulacron.server.BoundNode;
import com.datastax.oss.simulacron.server.RejectScope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.meters.HostMeters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests for which a cheaper one can stand in. */
class SendOnceTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final SimulatedRing ring = new SimulatedRing(3, 220);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Requests requests = requests();

  private Requests requests() {
    Supervisor supervisor =
        new Supervisor(
            ring.factory(host -> ring.addresses(), registry, 1024)::open,
            session -> Connection.of(session, List.of()),
            new SessionMeters(new HostMeters(registry)));
    supervisor.connect(Deadline.after(LONG));
    return new Requests(
        supervisor,
        new SessionMeters(new HostMeters(registry)),
        1024,
        StorageThreads.shared().timed());
  }

  @AfterEach
  void close() {
    requests.close();
    ring.close();
  }

  @Test
  void fail_at_once_when_replicas_are_unavailable() {
    for (int i = 0; i < 3; i++) {
      ring.node(i).clearPrimes(true);
      ring.node(i)
          .prime(when(SimulatedRing.QUERY).then(unavailable(ConsistencyLevel.LOCAL_QUORUM, 2, 1)));
    }

    assertThat(failure().code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(SimulatedRing.count(registry, "esmond.cassandra.retries")).isZero();
  }

  @Test
  void fail_long_before_the_deadline_when_nodes_hang() {
    for (int i = 0; i < 3; i++) {
      ring.node(i).pauseRead();
    }

    long begun = System.nanoTime();

    assertThat(failure().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONG.dividedBy(3));
  }

  @Test
  void a_node_that_is_down_is_not_responsive() {
    Collection<Node> nodes = requests.metadata().getNodes().values();
    assertThat(requests.responsive(nodes)).isTrue();

    BoundNode node = ring.node(2);
    node.rejectConnections(0, RejectScope.UNBIND);
    node.closeConnections(CloseType.DISCONNECT);

    await().until(() -> !requests.responsive(nodes));
    assertThat(requests.responsive(List.of())).isTrue();
  }

  private StoreException failure() {
    return catchThrowableOfType(
        StoreException.class,
        () ->
            Futures.await(
                requests.sendOnce(
                    connection -> SimpleStatement.newInstance(SimulatedRing.QUERY),
                    Deadline.after(LONG))));
  }
}
