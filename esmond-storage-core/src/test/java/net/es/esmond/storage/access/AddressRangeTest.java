package net.es.esmond.storage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.es.esmond.storage.error.InvalidInputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "198.51.100.0/24, 198.51.100.0/24",
    "198.51.100.7, 198.51.100.7/32",
    "0.0.0.0/0, 0.0.0.0/0",
    "2001:db8::/32, 2001:db8::/32",
    "::1, ::1/128",
    "2001:DB8:0:0::/32, 2001:db8::/32",
    "2001:0db8:0:0:1::/80, 2001:db8::1:0:0:0/80",
    "::/0, ::/0",
    "::ffff:192.0.2.9, 192.0.2.9/32",
    "::FFFF:c000:200/120, 192.0.2.0/24",
    "::ffff:0:0/96, 0.0.0.0/0",
  })
  void networks_are_accepted_and_a_single_address_gets_its_length(String text, String network) {
    assertThat(new AddressRange(text).network()).isEqualTo(network);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "10.0.0.1/24",
        "10.0.0.0/33",
        "2001:db8::/129",
        "300.0.0.0/8",
        "999.1.1.1",
        "1.2.3",
        "127.1",
        "deadbeef",
        "::ffff:10.0.0.0/95",
        "::ffff:10.0.0.1/120",
        "10.0/8",
        "2001:db8::1/64",
        "::g",
        "10.0.0.0/-1",
        "fe80::1%eth0"
      })
  void anything_else_is_refused(String text) {
    assertThatThrownBy(() -> new AddressRange(text)).isInstanceOf(InvalidInputException.class);
  }
}
