package net.es.esmond.storage.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.stream.Stream;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;

/** How long policies keep the points of a series; each file of policies has many questions. */
final class RetentionPoliciesFile implements VectorFile {
  @Override
  public String name() {
    return "retention-policies.json";
  }

  /** A case is one question, with the policies beside it. */
  @Override
  public Stream<JsonNode> cases(JsonNode file) {
    return VectorFile.super
        .cases(file)
        .flatMap(
            group ->
                VectorFile.super
                    .cases(group.get("cases"))
                    .map(
                        question ->
                            ((ObjectNode) question).set("policies", group.get("policies"))));
  }

  @Override
  public void check(JsonNode vector) {
    Optional<Retention> retention =
        RetentionPolicies.parse(vector.toString())
            .of(
                EventType.of(vector.get("event_type").textValue()),
                SummaryType.of(vector.get("summary_type").textValue()),
                vector.get("summary_window").longValue());
    assertThat(retention.map(RetentionPoliciesFile::expire).orElse(null))
        .isEqualTo(vector.get("expire").textValue());
  }

  private static String expire(Retention retention) {
    return retention instanceof Retention.Days days ? String.valueOf(days.days()) : "never";
  }
}
