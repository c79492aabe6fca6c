package net.es.esmond.storage.metadata;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;

/** Reads the parameters of esmond's HTTP interface into a query, with esmond's rules and texts. */
final class QueryParameters {
  static final String LIMIT = "limit";
  static final String OFFSET = "offset";
  static final Set<String> ADDRESS_FIELDS = Set.of("source", "destination", "measurement-agent");

  private static final Set<String> TIMES = Set.of("time", "time-start", "time-end", "time-range");

  private final Clock clock;
  private final MetadataQueryBuilder query = MetadataQuery.builder();
  private final List<Violation> violations = new ArrayList<>();

  QueryParameters(Clock clock) {
    this.clock = clock;
  }

  MetadataQuery read(Map<String, String> parameters) {
    parameters.forEach(this::read);
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
              .ifPresentOrElse(
                  query::dnsMatchRule,
                  () -> violation(name, value, "Invalid dns-match-rule parameter"));
      case LIMIT -> readCount(name, value, query::limit);
      case OFFSET -> readCount(name, value, query::offset);
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

  private void readCount(String name, String value, IntConsumer setter) {
    try {
      setter.accept(Integer.parseInt(value.strip()));
    } catch (NumberFormatException e) {
      violation(name, value, "must be a whole number");
    } catch (InvalidInputException e) {
      violations.addAll(e.violations());
    }
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
