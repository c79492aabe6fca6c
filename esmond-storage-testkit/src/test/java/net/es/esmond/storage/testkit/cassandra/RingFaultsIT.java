package net.es.esmond.storage.testkit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import net.es.esmond.storage.testkit.Server.State;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.junit.ServerExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RingFaultsIT {
  private static final Duration GOSSIP = Duration.ofSeconds(90);

  @RegisterExtension
  static final ServerExtension<CassandraRing> RING =
      ServerExtension.of(CassandraRing.builder().firstAddress("127.0.10.1").proxied()::start);

  @Test
  void clients_find_every_node_behind_its_proxy() {
    try (CqlSession session = PatientSession.connect(RING.get())) {
      Set<?> found =
          session.getMetadata().getNodes().values().stream()
              .map(node -> node.getEndPoint().resolve())
              .collect(Collectors.toSet());
      assertThat(found).isEqualTo(Set.copyOf(RING.get().contactPoints()));
    }
  }

  @Test
  void clients_can_be_delayed_and_cut_off() {
    CassandraNode node = RING.get().node(2);
    try (CqlSession session = PatientSession.connect(RING.get())) {
      SimpleStatement ask = ask(session, node);
      session.execute(ask);
      node.delayClients(Duration.ofMillis(200));
      long begin = System.nanoTime();
      session.execute(ask);
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThanOrEqualTo(Duration.ofMillis(400));
      node.cutOffFromClients();
      assertThatThrownBy(() -> session.execute(ask.setTimeout(Duration.ofSeconds(2))))
          .isInstanceOf(DriverException.class);
      node.restoreNetwork();
      await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> answers(session, ask));
    }
  }

  @Test
  void an_isolated_node_and_its_peers_report_each_other_down() {
    CassandraRing ring = RING.get();
    CassandraNode lonely = ring.node(3);
    try (CqlSession session = PatientSession.connect(ring)) {
      session.execute(
          "CREATE KEYSPACE cut WITH replication ="
              + " {'class': 'NetworkTopologyStrategy', 'datacenter1': 3}");
      session.execute("CREATE TABLE cut.t (k int PRIMARY KEY)");
      try (ServerGroup.Faults faults = ring.faults()) {
        lonely.cutOffFromPeers();
        await()
            .atMost(GOSSIP)
            .until(
                () ->
                    !view(ring.node(1)).takesForUp(lonely)
                        && !view(lonely).takesForUp(ring.node(1))
                        && !view(lonely).takesForUp(ring.node(2)));
        assertThat(view(ring.node(1)).takesForUp(ring.node(2))).isTrue();
        session.execute(write(ring.node(1), session));
        assertThatThrownBy(() -> session.execute(write(lonely, session)))
            .as("two of three replicas are out of its reach")
            .isInstanceOf(DriverException.class);
      }
      assertThat(view(ring.node(1)).takesForUp(lonely)).isTrue();
      session.execute(write(lonely, session));
    }
  }

  @Test
  void nodes_come_back_at_other_addresses() {
    CassandraRing ring = RING.get();
    try (ServerGroup.Faults faults = ring.faults()) {
      ring.nodes().forEach(CassandraNode::kill);
      ring.nodes().forEach(node -> node.moveTo("127.0.11." + node.number()));
    }
    try (CqlSession session = PatientSession.connect(ring)) {
      assertThat(session.getMetadata().getNodes()).hasSize(3);
    }
    CassandraNode first = ring.node(1);
    first.stop();
    first.moveTo("127.0.11.9");
    first.start();
    try (CqlSession session = PatientSession.connect(ring)) {
      session.execute(ask(session, first));
      assertThat(session.getMetadata().getNodes()).hasSize(3);
    }
  }

  @Test
  void faults_end_with_their_block() {
    CassandraRing ring = RING.get();
    try (ServerGroup.Faults faults = ring.faults()) {
      ring.node(1).pause();
      ring.node(2).kill();
      ring.node(3).cutOffFromClients();
      assertThat(ring.nodes())
          .extracting(CassandraNode::state)
          .containsExactly(State.PAUSED, State.STOPPED, State.RUNNING);
    }
    assertThat(ring.nodes()).allMatch(node -> node.state() == State.RUNNING);
    assertThat(ring.node(2).lastLogLines(5)).hasSize(5);
    ring.rollingRestart();
    try (CqlSession session = PatientSession.connect(ring)) {
      ring.nodes().forEach(node -> session.execute(ask(session, node)));
    }
  }

  private static NodeView view(CassandraNode node) {
    return NodeView.ask(node).orElseThrow();
  }

  private static SimpleStatement write(CassandraNode coordinator, CqlSession session) {
    return SimpleStatement.newInstance("INSERT INTO cut.t (k) VALUES (1)")
        .setConsistencyLevel(ConsistencyLevel.QUORUM)
        .setNode(driverNode(session, coordinator));
  }

  private static SimpleStatement ask(CqlSession session, CassandraNode node) {
    return SimpleStatement.newInstance("SELECT release_version FROM system.local")
        .setNode(driverNode(session, node));
  }

  private static com.datastax.oss.driver.api.core.metadata.Node driverNode(
      CqlSession session, CassandraNode node) {
    return session.getMetadata().getNodes().values().stream()
        .filter(one -> one.getEndPoint().resolve().equals(node.address()))
        .findFirst()
        .orElseThrow();
  }

  private static boolean answers(CqlSession session, SimpleStatement ask) {
    return session.execute(ask).one() != null;
  }
}
