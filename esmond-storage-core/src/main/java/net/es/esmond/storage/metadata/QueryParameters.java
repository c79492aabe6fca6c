package net.es.esmond.storage.metadata;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import net.es.esmond.storage.internal.query.EsmondParameters;

/**
 * Reads the parameters of esmond's HTTP interface into a query, with esmond's rules and texts. What
 * esmond ignores is ignored here: an odd limit or offset, and the rule for host names where no
 * address is asked for.
 */
final class QueryParameters {
  static final Set<String> ADDRESS_FIELDS = Set.of("source", "destination", "measurement-agent");

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
      EsmondParameters.times(parameters, clock)
          .map(range -> new TimeUpdated(range.from(), range.to()))
          .ifPresent(query::timeUpdated);
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
      case EsmondParameters.LIMIT -> {
        int limit = count(value, 1, MetadataQuery.DEFAULT_LIMIT);
        query.limit(Math.min(limit, MetadataQuery.MAX_LIMIT));
      }
      case EsmondParameters.OFFSET -> query.offset(count(value, 0, 0));
      case "format" -> {}
      default -> {
        if (!EsmondParameters.TIMES.contains(name)) {
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
    return (int) Math.min(EsmondParameters.count(value, min, byDefault), Integer.MAX_VALUE);
  }

  private void violation(String name, String value, String rule) {
    violations.add(new Violation(name, value, rule));
  }
}
