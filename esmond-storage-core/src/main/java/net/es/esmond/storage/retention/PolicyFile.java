package net.es.esmond.storage.retention;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the format of {@code ps_remove_data.conf}. In it {@code "*"} stands for any value and
 * {@code "never"} for no expiry. Numbers may be written as text or as numbers.
 */
final class PolicyFile {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private final String source;
  private final JsonNode policy;
  private final int position;

  private PolicyFile(String source, JsonNode policy, int position) {
    this.source = source;
    this.policy = policy;
    this.position = position;
  }

  static List<RetentionPolicy> read(String source, String text) {
    JsonNode list = parse(source, text).path("policies");
    if (!list.isArray()) {
      throw new ConfException(source, 0, "policies", null, "must be a list of policies");
    }
    List<RetentionPolicy> policies = new ArrayList<>();
    for (JsonNode policy : list) {
      policies.add(new PolicyFile(source, policy, policies.size() + 1).read());
    }
    return policies;
  }

  private static JsonNode parse(String source, String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new ConfException(
          source, at == null ? 0 : at.getLineNr(), null, e.getOriginalMessage(), "must be JSON");
    }
  }

  private RetentionPolicy read() {
    return new RetentionPolicy(
        unlessAny("event_type", EventType::of),
        unlessAny("summary_type", SummaryType::of),
        unlessAny("summary_window", text -> wholeNumber("summary_window", text)),
        retention());
  }

  private Retention retention() {
    String text = text("expire");
    if (text.equals("never")) {
      return Retention.FOREVER;
    }
    return checked(
        "expire", text, expire -> new Retention.Days((int) wholeNumber("expire", expire)));
  }

  private <T> @Nullable T unlessAny(String key, Function<String, T> parser) {
    String text = text(key);
    return text.equals("*") ? null : checked(key, text, parser);
  }

  private <T> T checked(String key, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (InvalidInputException e) {
      throw refused(key, text, e.violations().get(0).rule());
    }
  }

  private String text(String key) {
    JsonNode value = policy.path(key);
    if (value.isMissingNode()) {
      throw refused(key, null, "is required");
    }
    if (!value.isTextual() && !value.isIntegralNumber()) {
      throw refused(key, value.toString(), "must be text or a whole number");
    }
    return value.asText();
  }

  private long wholeNumber(String key, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    String other = key.equals("expire") ? "'never'" : "'*'";
    throw refused(key, text, "must be a whole number, 0 or more, or " + other);
  }

  private ConfException refused(String key, @Nullable String value, String rule) {
    return new ConfException(source, 0, "policy " + position + ": " + key, value, rule);
  }
}
