package net.es.esmond.storage.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest {
  private static RegistrationBuilder path() {
    return Registration.pointToPoint()
        .source("198.51.100.1")
        .inputSource("a.example.net")
        .destination("2001:db8::2")
        .inputDestination("b.example.net")
        .measurementAgent("198.51.100.1")
        .toolName("bwctl/iperf3");
  }

  private static List<Violation> refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable c) {
    return catchThrowableOfType(InvalidInputException.class, c).violations();
  }

  @Test
  void two_wrong_fields_are_both_named() {
    List<Violation> broken =
        refused(() -> path().source("300.1.1.1").toolName("x".repeat(129)).build());

    assertThat(broken).extracting(Violation::field).containsExactly("source", "tool-name");
  }

  @Test
  void every_name_is_as_long_as_its_column_at_most() {
    String longest = "\uD83D\uDE00".repeat(128);
    String longer = longest + "x";
    path()
        .toolName(longest)
        .inputSource(longest)
        .inputDestination(longest)
        .parameter(longest, longer)
        .build();

    assertThat(
            refused(
                () ->
                    path()
                        .toolName(longer)
                        .inputSource(longer)
                        .inputDestination(longer)
                        .parameter(longer, "1")
                        .build()))
        .extracting(Violation::field)
        .containsExactlyInAnyOrder("tool-name", "input-source", "input-destination", "parameter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1/24",
        "host.example.net",
        "010.0.0.1",
        "1.2.3",
        "fe80::1%eth0",
        "::g",
        ":",
        "[::1]"
      })
  void what_is_no_plain_address_is_refused(String address) {
    assertThat(refused(() -> path().source(address).build()))
        .extracting(Violation::field)
        .containsExactly("source");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "255.255.255.255", "::", "2001:DB8::1", "::ffff:1.2.3.4"})
  void any_plain_address_is_accepted(String address) {
    assertThat(path().source(address).build().subject().source()).isEqualTo(address);
  }

  @Test
  void a_huge_registration_is_refused() {
    assertThat(refused(() -> path().parameter("note", "x".repeat(1 << 20)).build()))
        .extracting(Violation::field)
        .containsExactly("document");
  }

  @Test
  void a_message_shows_the_beginning_of_a_long_name() {
    assertThat(
            catchThrowableOfType(
                InvalidInputException.class,
                () -> Registration.pointToPoint().parameter("x".repeat(1_000_000), "\0").build()))
        .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(4_000));
  }
}
