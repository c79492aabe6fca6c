package net.es.esmond.storage.metadata;

import java.util.List;
import java.util.Map;
import java.util.Set;
import net.es.esmond.storage.error.Violation;
import net.es.esmond.storage.internal.text.IpLiteral;
import net.es.esmond.storage.internal.text.StorableText;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import org.jspecify.annotations.Nullable;

/** Checks registrations by esmond's rules and by the limits of its tables. */
final class RegistrationRules {
  /** Width of every text column but the parameter's value. */
  static final int MAX_NAME_CHARS = 128;

  static final long MAX_WINDOW_SECONDS = Integer.MAX_VALUE;

  private static final Set<String> ADDRESSES = Set.of("source", "destination", "measurement-agent");
  private static final Set<String> NOT_PARAMETERS =
      Set.of("subject-type", "event-types", "metadata-key");

  private RegistrationRules() {}

  static void check(
      SubjectType type,
      Map<String, String> fields,
      Map<String, String> parameters,
      List<Violation> broken) {
    for (String name : type.fields()) {
      checkField(name, fields.get(name), broken);
    }
    fields.forEach(
        (name, value) -> {
          if (!type.fields().contains(name)) {
            broken.add(new Violation(name, value, "must not be given for a " + type));
          }
        });
    parameters.forEach((name, value) -> checkParameter(name, value, broken));
    long chars = chars(fields) + chars(parameters);
    if (chars > RegistrationBuilder.MAX_CHARS) {
      broken.add(
          new Violation(
              "document",
              chars + " characters",
              "must have at most " + RegistrationBuilder.MAX_CHARS + " characters"));
    }
  }

  static void checkSummary(EventType eventType, SummaryType summary, List<Violation> broken) {
    Set<SummaryType> allowed = eventType.valueType().summaries();
    if (!allowed.contains(summary)) {
      broken.add(
          new Violation(
              "summary-type",
              summary.esmondName(),
              "must be one that "
                  + eventType
                  + " allows: "
                  + (allowed.isEmpty() ? "none" : allowed.stream().sorted().toList())));
    }
  }

  static void checkWindow(String text, List<Violation> broken) {
    boolean whole = text.matches("\\d{1,10}");
    if (!whole || Long.parseLong(text) > MAX_WINDOW_SECONDS) {
      broken.add(
          new Violation(
              "summary-window", text, "must be whole seconds from 0 to " + MAX_WINDOW_SECONDS));
    }
  }

  private static void checkField(String name, @Nullable String value, List<Violation> broken) {
    if (value == null || value.isEmpty()) {
      broken.add(new Violation(name, value == null ? "absent" : "", "must be given"));
    } else if (ADDRESSES.contains(name)) {
      if (IpLiteral.parse(value).isEmpty()) {
        broken.add(new Violation(name, value, "must be an IPv4 or IPv6 address"));
      }
    } else {
      checkName(name, value, broken);
    }
  }

  private static void checkParameter(String name, String value, List<Violation> broken) {
    if (NOT_PARAMETERS.contains(name)) {
      broken.add(new Violation(name, value, "must not be given as a parameter"));
    } else if (SubjectType.POINT_TO_POINT.fields().contains(name)) {
      broken.add(new Violation(name, value, "must be given as a field of the subject"));
    }
    checkName("parameter", name, broken);
    checkStorable(name, value, broken);
  }

  private static void checkName(String field, String value, List<Violation> broken) {
    if (value.codePointCount(0, value.length()) > MAX_NAME_CHARS) {
      broken.add(
          new Violation(field, value, "must have at most " + MAX_NAME_CHARS + " characters"));
    }
    checkStorable(field, value, broken);
  }

  private static void checkStorable(String field, String value, List<Violation> broken) {
    if (!StorableText.holds(value)) {
      broken.add(new Violation(field, value, StorableText.RULE));
    }
  }

  private static long chars(Map<String, String> texts) {
    return texts.entrySet().stream()
        .mapToLong(entry -> (long) entry.getKey().length() + entry.getValue().length())
        .sum();
  }
}
