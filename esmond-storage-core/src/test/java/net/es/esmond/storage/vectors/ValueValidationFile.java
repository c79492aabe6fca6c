package net.es.esmond.storage.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;

/** What is stored of a value, or why it is refused. */
final class ValueValidationFile implements VectorFile {
  @Override
  public String name() {
    return "value-validation.json";
  }

  /** What Python takes, or words as it does, by accident. */
  @Override
  public Optional<String> difference(JsonNode vector) {
    JsonNode input = vector.get("input");
    return switch (vector.get("type").textValue()) {
      case "histogram" ->
          input.isArray() && input.isEmpty()
              ? Optional.of("an empty array passes in Python because it has no counts to look at")
              : counts(input).anyMatch(count -> count.asDouble() < 0)
                  ? Optional.of("Python takes negative counts, of which no statistics can be made")
                  : Optional.empty();
      case "subinterval" ->
          input.isTextual() && vector.has("error")
              ? Optional.of("Python looks for the fields in the letters of a text")
              : Optional.empty();
      case "float" ->
          cutByPython(input.asDouble())
              ? Optional.of("Python makes 0.0028 of 0.0029, which four decimal places can hold")
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean cutByPython(double number) {
    long nearest = Math.round(number * 10_000);
    return nearest / 10_000.0 == number && nearest != (long) (number * 10_000);
  }

  private Stream<JsonNode> counts(JsonNode histogram) {
    return histogram.isObject() ? cases(histogram) : Stream.empty();
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
    return Value.parse(ValueType.valueOf(type), vector.get("input").toString());
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
