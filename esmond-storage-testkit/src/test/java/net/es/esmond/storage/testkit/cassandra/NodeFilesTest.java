package net.es.esmond.storage.testkit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import net.es.esmond.storage.testkit.internal.Loopback;
import org.junit.jupiter.api.Test;

class NodeFilesTest {

  @Test
  void founders_know_the_next_one_and_later_all() {
    List<Integer> nodes = List.of(1, 2, 3);

    assertThat(NodeFiles.seeds(2, nodes, JoinMode.FOUNDING)).containsExactly(2, 3);
    assertThat(NodeFiles.seeds(3, nodes, JoinMode.FOUNDING)).containsExactly(3, 1);
    assertThat(NodeFiles.seeds(1, List.of(1), JoinMode.FOUNDING)).containsExactly(1);
    assertThat(NodeFiles.seeds(2, nodes, JoinMode.RETURNING)).containsExactly(1, 2, 3);
  }

  @Test
  void nodes_that_join_a_ring_know_all_but_themselves() {
    assertThat(NodeFiles.seeds(2, List.of(1, 2, 3), JoinMode.BOOTSTRAPPING)).containsExactly(1, 3);
    assertThat(NodeFiles.seeds(3, List.of(1, 2, 3), JoinMode.EMPTY)).containsExactly(1, 2);
  }

  @Test
  void addresses_follow_the_first() throws Exception {
    InetAddress first = InetAddress.getByName("127.0.10.253");
    assertThat(Loopback.nth(first, 2).getHostAddress()).isEqualTo("127.0.10.254");
    assertThatThrownBy(() -> Loopback.nth(first, 3)).hasMessageContaining("127.0.10.253");
  }

  @Test
  void only_loopback_addresses_are_taken() {
    assertThatThrownBy(() -> CassandraRing.builder().firstAddress("192.0.2.1"))
        .hasMessageContaining("192.0.2.1");
  }
}
