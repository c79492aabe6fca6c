package net.es.esmond.storage.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import net.es.esmond.storage.Vectors;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** esmond's own validation, case by case. */
class ValueVectorsTest {
  /** What Python takes by accident and we refuse, with the reason. */
  private static final Map<String, String> DIFFERENCES =
      Map.of("histogram []", "an empty array passes in Python because it has no keys to check");

  static Stream<JsonNode> cases() {
    return Vectors.cases("value-validation.json");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stores_or_refuses_what_esmond_does(JsonNode vector) throws Exception {
    JsonNode input = vector.get("input");
    String typeName = vector.get("type").textValue();
    ValueType type = ValueType.valueOf(typeName.toUpperCase(Locale.ROOT));
    if (DIFFERENCES.containsKey(typeName + " " + input)) {
      abort(DIFFERENCES.get(typeName + " " + input));
    } else if (vector.has("error")) {
      assertThatExceptionOfType(InvalidInputException.class)
          .isThrownBy(() -> Value.parse(type, input))
          .satisfies(
              e ->
                  assertThat(e.violations())
                      .extracting(Violation::rule)
                      .containsExactly(vector.get("error").textValue()));
    } else {
      assertStored(Value.parse(type, input).stored(), vector.get("stored"));
    }
  }

  private static void assertStored(StoredValue stored, JsonNode expected) throws Exception {
    if (stored instanceof StoredValue.Whole whole) {
      assertThat(whole.value()).isEqualTo(expected.longValue());
    } else if (stored instanceof StoredValue.Ratio ratio) {
      assertThat(ratio.numerator()).isEqualTo(expected.get("numerator").longValue());
      assertThat(ratio.denominator()).isEqualTo(expected.get("denominator").longValue());
    } else if (stored instanceof StoredValue.Text text) {
      assertThat(new ObjectMapper().readTree(text.json())).isEqualTo(expected);
    }
  }
}
