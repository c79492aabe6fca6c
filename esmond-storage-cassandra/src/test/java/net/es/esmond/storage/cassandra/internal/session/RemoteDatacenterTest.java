package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.simulacron.common.stubbing.CloseType;
import com.datastax.oss.simulacron.server.RejectScope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.cassandra.CassandraSessionFactory;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.meters.HostMeters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two datacenters of two nodes each: 0 and 1 are in the local one. */
class RemoteDatacenterTest {
  private final SimulatedRing ring = new SimulatedRing(List.of(2, 2), 50);

  @AfterEach
  void close() {
    ring.close();
  }

  @Test
  void serves_while_the_local_one_is_gone_and_no_longer() {
    try (Requests requests = connect(List.of("dc2"))) {
      assertThat(coordinator(requests)).isEqualTo("dc1");
      assertThat(requests.state()).isEqualTo(StoreState.UP);

      stop(0);
      stop(1);
      await().until(() -> requests.datacenters().orElseThrow().isRemote());

      for (int i = 0; i < 20; i++) {
        assertThat(coordinator(requests)).isEqualTo("dc2");
      }
      await().until(() -> requests.state() == StoreState.DEGRADED);

      start(1);
      await().until(() -> coordinator(requests).equals("dc1"));
      start(0);
      await().until(() -> requests.state() == StoreState.UP);
      assertThat(coordinator(requests)).isEqualTo("dc1");
    }
  }

  @Test
  void serves_nothing_unless_the_host_says_so() {
    try (Requests requests = connect(List.of())) {
      stop(0);
      stop(1);

      await().until(() -> requests.state() == StoreState.DOWN);
      assertThat(send(requests, Duration.ofMillis(300))).failsWithin(Duration.ofSeconds(20));
    }
  }

  @Test
  void a_storage_opens_by_it_when_the_local_one_is_gone() {
    stop(0);
    stop(1);

    try (Requests requests = connect(List.of("dc2"))) {
      assertThat(coordinator(requests)).isEqualTo("dc2");
      await().until(() -> requests.state() == StoreState.DEGRADED);
    }
  }

  private void stop(int node) {
    ring.node(node).rejectConnections(0, RejectScope.UNBIND);
    ring.node(node).closeConnections(CloseType.DISCONNECT);
  }

  private void start(int node) {
    ring.node(node).acceptConnections();
  }

  private Requests connect(List<String> remotes) {
    CassandraConf conf =
        ring.conf(1024).toBuilder().localDatacenter("dc1").remoteDatacenters(remotes).build();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    CassandraSessionFactory factory =
        CassandraSessionFactory.of(conf)
            .resolvingWith(host -> ring.allAddresses())
            .reportingTo(registry);
    Supervisor supervisor =
        new Supervisor(
            factory::open,
            session -> Connection.of(session, List.of()),
            new SessionMeters(new HostMeters(registry)));
    supervisor.connect(Deadline.after(Duration.ofSeconds(30)));
    return new Requests(
        supervisor,
        new SessionMeters(new HostMeters(registry)),
        1024,
        StorageThreads.shared().timed());
  }

  private static String coordinator(Requests requests) {
    return send(requests, Duration.ofSeconds(30))
        .join()
        .getExecutionInfo()
        .getCoordinator()
        .getDatacenter();
  }

  private static CompletableFuture<AsyncResultSet> send(Requests requests, Duration budget) {
    return requests
        .send(c -> SimpleStatement.newInstance(SimulatedRing.QUERY), Deadline.after(budget))
        .toCompletableFuture();
  }
}
