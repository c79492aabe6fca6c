package net.es.esmond.storage.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonLowerCaseTest {

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "\u03a3, \u03c3",
    "\u0391\u03a3, \u03b1\u03c2",
    "\u0391\u03a3_b, \u03b1\u03c2_b",
    "\u0391\u03a3.b, \u03b1\u03c3.b",
    "\u0391\u03a3. b, \u03b1\u03c2. b",
    "\u0391'\u03a3, \u03b1'\u03c2",
    "1\u03a3, 1\u03c3",
    "\u0391\u03a3\u0391\u03a3, \u03b1\u03c3\u03b1\u03c2",
    "\u0391\u03a3\u0301\u0391, \u03b1\u03c3\u0301\u03b1",
    "\ud835\udc00\u03a3\ud835\udc00, \ud835\udc00\u03c3\ud835\udc00",
    "\u0130I, i\u0307i",
    "Stra\u00dfe, stra\u00dfe",
  })
  void lower_case_is_as_in_python(String text, String lower) {
    assertThat(PythonLowerCase.of(text)).isEqualTo(lower);
  }
}
