package net.es.esmond.storage.testkit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import net.es.esmond.storage.testkit.internal.Loopback;
import org.junit.jupiter.api.Test;

class NodeFilesTest {

  @Test
  void tokens_are_evenly_spaced() {
    assertThat(NodeFiles.token(1, 2)).isEqualTo("-9223372036854775808");
    assertThat(NodeFiles.token(2, 2)).isEqualTo("0");
    assertThat(NodeFiles.token(2, 3)).isEqualTo("-3074457345618258603");
  }

  @Test
  void new_nodes_know_the_next_one_and_later_all() {
    assertThat(NodeFiles.seeds(2, 3, true)).containsExactly(2, 3);
    assertThat(NodeFiles.seeds(3, 3, true)).containsExactly(3, 1);
    assertThat(NodeFiles.seeds(1, 1, true)).containsExactly(1);
    assertThat(NodeFiles.seeds(2, 3, false)).containsExactly(1, 2, 3);
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
