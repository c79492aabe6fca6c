package net.es.esmond.storage.testkit.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.testkit.architecture.Repository;

/** Checks that expressions of PromQL name only samples, labels and functions that there are. */
final class PromQl {
  private static final Set<String> WORDS =
      Set.of("by", "increase", "label_values", "max", "min_over_time", "on", "rate", "sum");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless");

  /** Labels of a sample that the scraping server adds. */
  private static final Set<String> SCRAPED = Set.of("instance", "job");

  /** What is no name: texts, variables of Grafana, and durations. */
  private static final Pattern NO_NAME = Pattern.compile("\"[^\"]*\"|\\$\\w+|\\[[^]]*]");

  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
  private static final Pattern SELECTOR = Pattern.compile("(\\w+)\\{([^}]*)}");
  private static final Pattern OUTCOME = Pattern.compile("outcome\\W+\"([^\"]*)\"");

  private final Map<String, Set<String>> samples = PrometheusSamples.labels();
  private final Set<String> outcomes = outcomes();

  /** Outcomes stand in the descriptions of meters, or are codes of errors. */
  private static Set<String> outcomes() {
    Set<String> outcomes = new HashSet<>();
    Pattern.compile("`([a-z_]+)`")
        .matcher(Repository.text("core", "METERS.md"))
        .results()
        .forEach(quoted -> outcomes.add(quoted.group(1)));
    Arrays.stream(ErrorCode.values())
        .forEach(code -> outcomes.add(code.name().toLowerCase(Locale.ROOT)));
    return outcomes;
  }

  void check(String expression) {
    String bare = NO_NAME.matcher(expression).replaceAll("");
    Set<String> known = new HashSet<>(WORDS);
    known.addAll(OPERATORS);
    known.addAll(SCRAPED);
    known.addAll(samples.keySet());
    known.addAll(labels());

    Set<String> names = names(bare);
    assertThat(known).as(expression).containsAll(names);
    assertThat(names).as(expression).containsAnyElementsOf(samples.keySet());
    SELECTOR
        .matcher(bare)
        .results()
        .forEach(
            selector -> {
              Set<String> labels = new HashSet<>(SCRAPED);
              labels.addAll(samples.get(selector.group(1)));
              assertThat(labels).as(expression).containsAll(names(selector.group(2)));
            });
    OUTCOME
        .matcher(expression)
        .results()
        .forEach(
            outcome ->
                assertThat(outcomes)
                    .as(expression)
                    .containsAll(List.of(outcome.group(1).split("\\|"))));
  }

  /** Returns the labels of all samples. */
  Set<String> labels() {
    Set<String> labels = new HashSet<>(SCRAPED);
    samples.values().forEach(labels::addAll);
    return labels;
  }

  private static Set<String> names(String text) {
    Set<String> names = new HashSet<>();
    NAME.matcher(text).results().forEach(name -> names.add(name.group()));
    return names;
  }
}
