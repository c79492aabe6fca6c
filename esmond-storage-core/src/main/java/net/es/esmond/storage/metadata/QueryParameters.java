package net.es.esmond.storage.metadata;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;

/**
 * Reads the parameters of esmond's HTTP interface into a query, with esmond's rules and texts. What
 * esmond ignores is ignored here: an odd limit or offset, and the rule for host names where no
 * address is asked for.
 */
final class QueryParameters {
  static final String LIMIT = "limit";
  static final String OFFSET = "offset";
  static final Set<String> ADDRESS_FIELDS = Set.of("source", "destination", "measurement-agent");

  private static final Set<String> TIMES = Set.of("time", "time-start", "time-end", "time-range");

  private final Clock clock;
  private final MetadataQueryBuilder query = MetadataQuery.builder();
  private final List<Violation> violations = new ArrayList<>();
  private Optional<String> unknownRule = Optional.empty();

  QueryParameters(Clock clock) {
    this.clock = clock;
  }

  MetadataQuery read(Map<String, String> parameters) {
    parameters.forEach(this::read);
    if (parameters.keySet().stream().anyMatch(ADDRESS_FIELDS::contains)) {
      unknownRule.ifPresent(
          rule -> violation("dns-match-rule", rule, "Invalid dns-match-rule parameter"));
    }
    try {
      timeUpdated(parameters).ifPresent(query::timeUpdated);
    } catch (InvalidInputException e) {
      violations.addAll(e.violations());
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException(violations);
    }
    return query.build();
  }

  private void read(String name, String value) {
    switch (name) {
      case "subject-type" -> query.subjectType(value);
      case "metadata-key" -> query.metadataKey(value);
      case "source", "destination", "measurement-agent" -> query.address(name, List.of(value));
      case "tool-name" -> query.toolName(value);
      case "input-source" -> query.inputSource(value);
      case "input-destination" -> query.inputDestination(value);
      case "event-type" -> query.eventType(value);
      case "summary-type" -> query.summaryType(value);
      case "summary-window" -> readSummaryWindow(value);
      case "dns-match-rule" ->
          DnsMatchRule.find(value)
              .ifPresentOrElse(query::dnsMatchRule, () -> unknownRule = Optional.of(value));
      case LIMIT -> {
        int limit = count(value, 1, MetadataQuery.DEFAULT_LIMIT);
        query.limit(Math.min(limit, MetadataQuery.MAX_LIMIT));
      }
      case OFFSET -> query.offset(count(value, 0, 0));
      case "format" -> {}
      default -> {
        if (!TIMES.contains(name)) {
          query.parameter(name, value);
        }
      }
    }
  }

  private void readSummaryWindow(String value) {
    try {
      query.summaryWindow(Long.parseLong(value.strip()));
    } catch (NumberFormatException e) {
      violation("summary-window", value, "Summary window parameter must be an integer");
    }
  }

  /** Reads a number, which is as large as an int at most; the default when it is odd. */
  private static int count(String value, int min, int byDefault) {
    String text = value.strip();
    if (!text.matches("[+-]?\\d{1,18}")) {
      return byDefault;
    }
    long number = Long.parseLong(text);
    return number < min ? byDefault : (int) Math.min(number, Integer.MAX_VALUE);
  }

  private Optional<TimeUpdated> timeUpdated(Map<String, String> parameters) {
    boolean start = parameters.containsKey("time-start");
    boolean end = parameters.containsKey("time-end");
    boolean range = parameters.containsKey("time-range");
    if (parameters.containsKey("time")) {
      long time = seconds(parameters, "time");
      return between(time, time);
    }
    if (start && end) {
      return between(seconds(parameters, "time-start"), seconds(parameters, "time-end"));
    }
    if (start && range) {
      long from = seconds(parameters, "time-start");
      return between(from, from + seconds(parameters, "time-range"));
    }
    if (end && range) {
      long to = seconds(parameters, "time-end");
      return between(to - seconds(parameters, "time-range"), to);
    }
    if (start) {
      return since(seconds(parameters, "time-start"));
    }
    if (end) {
      return between(0, seconds(parameters, "time-end"));
    }
    if (range) {
      return since(clock.instant().getEpochSecond() - seconds(parameters, "time-range"));
    }
    return Optional.empty();
  }

  private static Optional<TimeUpdated> between(long from, long to) {
    return Optional.of(new TimeUpdated(instant(from), Optional.of(instant(to))));
  }

  private static Optional<TimeUpdated> since(long from) {
    return Optional.of(new TimeUpdated(instant(from), Optional.empty()));
  }

  private static Instant instant(long seconds) {
    try {
      return Instant.ofEpochSecond(seconds);
    } catch (DateTimeException e) {
      throw new InvalidInputException("time", seconds, "must be in the years 1 to 9999");
    }
  }

  /** Reads a number of seconds; its bounds keep later sums from overflowing. */
  private static long seconds(Map<String, String> parameters, String name) {
    String value = parameters.getOrDefault(name, "").strip();
    if (!value.matches("[+-]?\\d{1,18}")) {
      throw new InvalidInputException(name, value, "Time parameter must be an integer");
    }
    return Long.parseLong(value);
  }

  private void violation(String name, String value, String rule) {
    violations.add(new Violation(name, value, rule));
  }
}
