package net.es.esmond.storage.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionPoliciesTest {

  @Test
  void the_later_of_two_policies_for_the_same_series_holds() {
    RetentionPolicies policies =
        RetentionPolicies.parse(policies(policy("30", "0"), policy("never", "0")));

    assertThat(policies.of(EventType.THROUGHPUT, SummaryType.BASE, 0)).contains(Retention.FOREVER);
  }

  @Test
  void none_keep_everything() {
    assertThat(RetentionPolicies.NONE.of(EventType.THROUGHPUT, SummaryType.BASE, 0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "expire|'-1'|must be a whole number, 0 or more, or 'never', but was '-1'",
        "expire|1.5|must be a whole number",
        "expire|Never|must be a whole number",
        "expire|99999999999|must be a whole number",
        "expire|1000001|must be 0 to 1000000 days",
        "summary_window|day|must be a whole number, 0 or more, or '*'",
        "summary_type|averages|must be one of base, aggregation, average, statistics",
        "event_type|throughputs|must be one of esmond's 49 names",
      })
  void a_policy_that_breaks_a_rule_is_named(String key, String value, String rule) {
    Map<String, String> bad = new HashMap<>(policy("30", "0"));
    bad.put(key, value);

    assertThatThrownBy(() -> RetentionPolicies.parse(policies(policy("30", "0"), bad)))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("policy 2: " + key + " " + rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|policies must be a list",
        "{\"policies\":{}}|policies must be a list",
        "{\"policies\":[{}]}|policy 1: event_type is required",
        "{\"policies\":[7]}|policy 1: event_type is required",
        "{\"policies\":[{\"event_type\":null}]}|policy 1: event_type must be text",
        "{\"policies\":[}|line 1",
      })
  void text_that_is_no_policy_file_is_refused(String text, String message) {
    assertThatThrownBy(() -> RetentionPolicies.parse(text))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    assertThatThrownBy(() -> RetentionPolicies.load(Path.of("no-such-file.conf")))
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("no-such-file.conf");
  }

  private static Map<String, String> policy(String expire, String window) {
    return Map.of(
        "event_type", "*", "summary_type", "*", "summary_window", window, "expire", expire);
  }

  @SafeVarargs
  private static String policies(Map<String, String>... policies) {
    return new ObjectMapper().valueToTree(Map.of("policies", policies)).toString();
  }
}
