package net.es.esmond.storage.metadata;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import net.es.esmond.storage.internal.query.EsmondParameters;
import net.es.esmond.storage.internal.text.StorableText;
import org.jspecify.annotations.Nullable;

/** Collects the filters of a {@link MetadataQuery}. Not thread-safe. */
public final class MetadataQueryBuilder {
  @Nullable String subjectType;
  @Nullable String metadataKey;
  final Map<String, List<String>> addresses = new LinkedHashMap<>();
  DnsMatchRule dnsMatchRule = DnsMatchRule.V4V6;
  final Map<String, String> texts = new LinkedHashMap<>();
  @Nullable String eventType;
  @Nullable String summaryType;
  @Nullable Long summaryWindow;
  @Nullable TimeUpdated timeUpdated;
  final Map<String, String> parameters = new LinkedHashMap<>();
  int limit = MetadataQuery.DEFAULT_LIMIT;
  int offset;
  @Nullable String afterKey;

  MetadataQueryBuilder() {}

  MetadataQueryBuilder(MetadataQueryBuilder from) {
    subjectType = from.subjectType;
    metadataKey = from.metadataKey;
    addresses.putAll(from.addresses);
    dnsMatchRule = from.dnsMatchRule;
    texts.putAll(from.texts);
    eventType = from.eventType;
    summaryType = from.summaryType;
    summaryWindow = from.summaryWindow;
    timeUpdated = from.timeUpdated;
    parameters.putAll(from.parameters);
    limit = from.limit;
    offset = from.offset;
    afterKey = from.afterKey;
  }

  /**
   * Filters by subject type.
   *
   * @param name such as {@code point-to-point}
   * @return this
   */
  public MetadataQueryBuilder subjectType(String name) {
    subjectType = name;
    return this;
  }

  /**
   * Filters by key.
   *
   * @param key the key
   * @return this
   */
  public MetadataQueryBuilder metadataKey(String key) {
    metadataKey = key;
    return this;
  }

  /**
   * Filters by the address that was measured from.
   *
   * @param host an address, or a host name that will be looked up
   * @return this
   */
  public MetadataQueryBuilder source(String host) {
    return address("source", List.of(host));
  }

  /**
   * Filters by the address that was measured to; only paths have one.
   *
   * @param host an address, or a host name that will be looked up
   * @return this
   */
  public MetadataQueryBuilder destination(String host) {
    return address("destination", List.of(host));
  }

  /**
   * Filters by the address of the host that ran the measurement.
   *
   * @param host an address, or a host name that will be looked up
   * @return this
   */
  public MetadataQueryBuilder measurementAgent(String host) {
    return address("measurement-agent", List.of(host));
  }

  /**
   * Filters by one of the address fields.
   *
   * @param field {@code source}, {@code destination} or {@code measurement-agent}
   * @param hosts any of these
   * @return this
   */
  public MetadataQueryBuilder address(String field, Collection<String> hosts) {
    if (!QueryParameters.ADDRESS_FIELDS.contains(field)) {
      throw new InvalidInputException("field", field, "must be a field that holds an address");
    }
    addresses.put(field, List.copyOf(hosts));
    return this;
  }

  /**
   * Sets the rule for addresses of host names.
   *
   * @param rule the rule; both families by default
   * @return this
   */
  public MetadataQueryBuilder dnsMatchRule(DnsMatchRule rule) {
    dnsMatchRule = rule;
    return this;
  }

  /**
   * Filters by tool.
   *
   * @param name the exact name
   * @return this
   */
  public MetadataQueryBuilder toolName(String name) {
    texts.put("tool-name", name);
    return this;
  }

  /**
   * Filters by the source as a person wrote it.
   *
   * @param host the exact text
   * @return this
   */
  public MetadataQueryBuilder inputSource(String host) {
    texts.put("input-source", host);
    return this;
  }

  /**
   * Filters by the destination as a person wrote it; only paths have one.
   *
   * @param host the exact text
   * @return this
   */
  public MetadataQueryBuilder inputDestination(String host) {
    texts.put("input-destination", host);
    return this;
  }

  /**
   * Filters by event type.
   *
   * @param name esmond's name
   * @return this
   */
  public MetadataQueryBuilder eventType(String name) {
    eventType = name;
    return this;
  }

  /**
   * Filters by summary type.
   *
   * @param name esmond's name
   * @return this
   */
  public MetadataQueryBuilder summaryType(String name) {
    summaryType = name;
    return this;
  }

  /**
   * Filters by summary window.
   *
   * @param seconds the window; 0 for base points
   * @return this
   */
  public MetadataQueryBuilder summaryWindow(long seconds) {
    summaryWindow = seconds;
    return this;
  }

  /**
   * Filters by the time at which the event type was last written.
   *
   * @param range the range of times
   * @return this
   */
  public MetadataQueryBuilder timeUpdated(TimeUpdated range) {
    timeUpdated = range;
    return this;
  }

  /**
   * Filters by event types that were written at or after a time.
   *
   * @param time the earliest time
   * @return this
   */
  public MetadataQueryBuilder updatedSince(Instant time) {
    return timeUpdated(new TimeUpdated(time, Optional.empty()));
  }

  /**
   * Filters by a free parameter.
   *
   * @param name its name
   * @param value its exact value
   * @return this
   */
  public MetadataQueryBuilder parameter(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  /**
   * Sets the limit of records in a page.
   *
   * @param records 1 to {@value MetadataQuery#MAX_LIMIT}; {@value MetadataQuery#DEFAULT_LIMIT} by
   *     default
   * @return this
   */
  public MetadataQueryBuilder limit(int records) {
    if (records < 1 || records > MetadataQuery.MAX_LIMIT) {
      throw new InvalidInputException(
          EsmondParameters.LIMIT, records, "must be 1 to " + MetadataQuery.MAX_LIMIT);
    }
    limit = records;
    return this;
  }

  /**
   * Skips records at the start. The database reads skipped records too, so following pages is
   * cheaper for large results.
   *
   * @param records zero or more
   * @return this
   */
  public MetadataQueryBuilder offset(int records) {
    if (records < 0) {
      throw new InvalidInputException(EsmondParameters.OFFSET, records, "must be 0 or more");
    }
    offset = records;
    return this;
  }

  /**
   * Finds only records whose key is greater than this one.
   *
   * @param key the last key of the page before
   * @return this
   */
  public MetadataQueryBuilder afterKey(String key) {
    afterKey = key;
    return this;
  }

  /**
   * Builds the query.
   *
   * @return a query that later calls of this builder do not change
   * @throws InvalidInputException when a text holds NUL or half of a surrogate pair, which no
   *     record has; names them all
   */
  public MetadataQuery build() {
    List<Violation> broken = new ArrayList<>();
    check("subject-type", subjectType, broken);
    check("metadata-key", metadataKey, broken);
    addresses.forEach((field, hosts) -> hosts.forEach(host -> check(field, host, broken)));
    texts.forEach((field, text) -> check(field, text, broken));
    check("event-type", eventType, broken);
    check("summary-type", summaryType, broken);
    parameters.forEach(
        (name, value) -> {
          check("parameter", name, broken);
          check(name, value, broken);
        });
    check("after", afterKey, broken);
    if (!broken.isEmpty()) {
      throw new InvalidInputException(broken);
    }
    return new MetadataQuery(new MetadataQueryBuilder(this));
  }

  private static void check(String field, @Nullable String text, List<Violation> broken) {
    if (text != null && !StorableText.holds(text)) {
      broken.add(new Violation(field, text, StorableText.RULE));
    }
  }
}
