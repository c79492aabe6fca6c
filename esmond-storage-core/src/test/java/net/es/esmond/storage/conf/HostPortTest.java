package net.es.esmond.storage.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.es.esmond.storage.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostPortTest {
  @ParameterizedTest
  @CsvSource({
    "h1, h1:9042",
    " h1 , h1:9042",
    "h1:1, h1:1",
    "H1.Example.net.:65535, h1.example.net.:65535",
    "10.0.1.35, 10.0.1.35:9042",
    "255.255.255.255:7, 255.255.255.255:7",
    "2001:db8::1, [2001:db8::1]:9042",
    "::1, [::1]:9042",
    "[2001:DB8::1], [2001:db8::1]:9042",
    "[2001:db8::1]:7, [2001:db8::1]:7",
    "[fe80::1%eth0]:7, [fe80::1%eth0]:7",
    "::ffff:10.0.0.1, [::ffff:10.0.0.1]:9042",
    "db_1, db_1:9042"
  })
  void is_read_in_every_form(String text, String expected) {
    HostPort server = HostPort.parse(text, 9042);
    assertThat(server).hasToString(expected);
    assertThat(HostPort.parse(expected, 1)).isEqualTo(server);
  }

  @Test
  void keeps_the_address_without_brackets() {
    assertThat(HostPort.parse("[2001:db8::1]:7", 1).host()).isEqualTo("2001:db8::1");
  }

  @Test
  void refuses_what_is_no_host_or_no_port() {
    assertThatThrownBy(() -> new HostPort("h1", 70_000))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("port: must be 1 to 65535, but was '70000'");
    assertThatThrownBy(() -> new HostPort("", 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("host: must be a host's name or address, but was ''");
    assertThatThrownBy(() -> new HostPort("[::1]", 1)).isInstanceOf(InvalidInputException.class);
  }
}
