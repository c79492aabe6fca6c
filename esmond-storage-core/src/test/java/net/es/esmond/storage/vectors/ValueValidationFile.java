package net.es.esmond.storage.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;

/** What is stored of a value, or why it is refused. */
final class ValueValidationFile implements VectorFile {
  private static final Map<String, String> DIFFERENCES =
      Map.of("histogram []", "an empty array passes in Python because it has no counts to look at");

  @Override
  public String name() {
    return "value-validation.json";
  }

  @Override
  public Optional<String> difference(JsonNode vector) {
    String question = vector.get("type").textValue() + " " + vector.get("input");
    return Optional.ofNullable(DIFFERENCES.get(question));
  }

  @Override
  public void check(JsonNode vector) {
    if (vector.has("error")) {
      InvalidInputException error =
          catchThrowableOfType(InvalidInputException.class, () -> parse(vector));
      assertThat(error).as("an error").isNotNull();
      assertThat(error.violations())
          .extracting(Violation::rule)
          .containsExactly(vector.get("error").textValue());
    } else {
      checkStored(parse(vector).stored(), vector.get("stored"));
    }
  }

  private static Value parse(JsonNode vector) {
    String type = vector.get("type").textValue().toUpperCase(Locale.ROOT);
    return Value.parse(ValueType.valueOf(type), vector.get("input"));
  }

  private static void checkStored(StoredValue stored, JsonNode expected) {
    if (stored instanceof StoredValue.Whole whole) {
      assertThat(whole.value()).isEqualTo(expected.longValue());
    } else if (stored instanceof StoredValue.Ratio ratio) {
      assertThat(ratio.numerator()).isEqualTo(expected.get("numerator").longValue());
      assertThat(ratio.denominator()).isEqualTo(expected.get("denominator").longValue());
    } else if (stored instanceof StoredValue.Text text) {
      assertThat(json(text)).isEqualTo(expected);
    }
  }

  static JsonNode json(StoredValue.Text text) {
    try {
      return new ObjectMapper().readTree(text.json());
    } catch (JsonProcessingException e) {
      throw new AssertionError("stored text must be JSON", e);
    }
  }
}
