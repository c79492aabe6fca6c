package net.es.esmond.storage.testkit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import net.es.esmond.storage.testkit.Server.State;
import org.junit.jupiter.api.Test;

class CassandraRingIT {

  @Test
  void each_of_three_nodes_can_be_killed_paused_and_restarted() {
    try (CassandraRing ring = CassandraRing.builder().nodes(3).firstAddress("127.0.10.1").start()) {
      try (CqlSession session = PatientSession.connect(ring)) {
        assertThat(session.getMetadata().getNodes()).hasSize(3);
      }

      ring.node(2).kill();
      assertThat(ring.node(2).state()).isEqualTo(State.STOPPED);
      ring.node(2).start();

      ring.node(3).pause();
      assertThat(ring.node(3).state()).isEqualTo(State.PAUSED);
      ring.node(3).resume();
      assertThat(ring.node(3).state()).isEqualTo(State.RUNNING);
      ring.node(1).restart();
      assertThat(ring.node(1).lastLogLines(5)).hasSize(5);
    }
  }
}
