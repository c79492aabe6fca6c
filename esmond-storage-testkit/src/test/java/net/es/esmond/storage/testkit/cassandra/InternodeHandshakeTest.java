package net.es.esmond.storage.testkit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class InternodeHandshakeTest {

  @Test
  void the_sender_is_read() throws Exception {
    // Magic, flags, six bytes follow, 127.0.10.3, port 7000.
    byte[] message = HexFormat.of().parseHex("ca552dfa" + "0c0e0c0e" + "06" + "7f000a03" + "1b58");
    assertThat(InternodeHandshake.sender(message)).hasValue(InetAddress.getByName("127.0.10.3"));
  }

  @Test
  void anything_else_has_no_sender() {
    assertThat(InternodeHandshake.sender(new byte[0])).isEmpty();
    assertThat(InternodeHandshake.sender(new byte[20])).isEmpty();
    assertThat(InternodeHandshake.sender(HexFormat.of().parseHex("ca552dfa0c0e0c0e06"))).isEmpty();
  }
}
