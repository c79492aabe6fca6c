package net.es.esmond.storage.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ConfProblem;
import net.es.esmond.storage.internal.conf.IniFile;
import net.es.esmond.storage.internal.conf.IniFile.Option;

/** What Python's configparser makes of files. */
final class EsmondConfFile implements VectorFile {
  @Override
  public String name() {
    return "esmond-conf.json";
  }

  @Override
  public void check(JsonNode vector) {
    if (vector.has("error")) {
      ConfException error = catchThrowableOfType(ConfException.class, () -> main(vector));
      assertThat(error).as("an error").isNotNull();
      assertThat(error.problems())
          .extracting(ConfProblem::kind)
          .containsOnly(kindNamed(vector.get("error").textValue()));
      return;
    }
    Map<String, Option> main = main(vector);
    for (Map.Entry<String, JsonNode> expected : vector.get("main").properties()) {
      assertThat(main).containsKey(expected.getKey());
      assertThat(main.get(expected.getKey()).value()).isEqualTo(expected.getValue().textValue());
    }
  }

  private static Map<String, Option> main(JsonNode vector) {
    Map<String, String> defaults = Map.of("ESMOND_ROOT", vector.get("esmond_root").textValue());
    return IniFile.parse(vector.get("text").textValue(), vector.get("name").textValue(), defaults)
        .section("main", Set.of());
  }

  /** {@code NoSectionError} is NO_SECTION, and so on. */
  private static ConfProblem.Kind kindNamed(String pythonError) {
    String words = pythonError.replaceFirst("Error$", "").replaceAll("(?<=.)(?=[A-Z])", "_");
    return ConfProblem.Kind.valueOf(words.toUpperCase(Locale.ROOT));
  }
}
