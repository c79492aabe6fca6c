package net.es.esmond.storage.testkit.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.architecture.Repository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Alert rules have the form that Prometheus loads, name only what is measured, and say what to do.
 */
class AlertRulesTest {
  private static final Set<String> KEYS = Set.of("alert", "expr", "for", "labels", "annotations");
  private static final Pattern LABEL = Pattern.compile("\\{\\{ \\$labels\\.(\\w+) }}");
  private static final Pattern TEMPLATE =
      Pattern.compile("\\{\\{ \\$(?:labels\\.\\w+|value(?: \\| \\w+)?) }}");

  private final PromQl promQl = new PromQl();

  private static Stream<Map<String, Object>> rules(String module) {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    Object file =
        new Yaml(new SafeConstructor(strict))
            .load(Repository.text(module, "monitoring/alerts.yml"));
    assertThat(Tree.map(file)).containsOnlyKeys("groups");
    return Tree.list(Tree.map(file), "groups").stream()
        .flatMap(
            group -> {
              assertThat(group).containsOnlyKeys("name", "rules");
              Tree.text(group, "name");
              return Tree.list(group, "rules").stream();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"cassandra", "sql"})
  void rules_have_the_form_that_prometheus_loads(String module) {
    assertThat(rules(module))
        .isNotEmpty()
        .allSatisfy(
            rule -> {
              assertThat(KEYS).containsAll(rule.keySet());
              assertThat(Tree.text(rule, "alert")).matches("Esmond[A-Za-z]+");
              if (rule.containsKey("for")) {
                assertThat(Tree.text(rule, "for")).matches("[0-9]+[smhd]");
              }
              assertThat(Tree.text(Tree.map(rule, "labels"), "severity"))
                  .isIn("critical", "warning", "info");
              promQl.check(Tree.text(rule, "expr"));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"cassandra", "sql"})
  void each_alert_says_what_happened_and_what_to_do(String module) {
    assertThat(rules(module))
        .extracting(rule -> Tree.map(rule, "annotations"))
        .allSatisfy(
            texts -> {
              assertThat(texts).containsOnlyKeys("summary", "description");
              for (String key : texts.keySet()) {
                String text = Tree.text(texts, key);
                assertThat(text).endsWith(".");
                assertThat(TEMPLATE.matcher(text).replaceAll("")).doesNotContain("{{", "}}");
                LABEL
                    .matcher(text)
                    .results()
                    .forEach(label -> assertThat(promQl.labels()).contains(label.group(1)));
              }
            });
  }

  @Test
  void no_two_alerts_have_one_name() {
    assertThat(Stream.of("cassandra", "sql").flatMap(AlertRulesTest::rules))
        .extracting(rule -> Tree.text(rule, "alert"))
        .doesNotHaveDuplicates();
  }
}
