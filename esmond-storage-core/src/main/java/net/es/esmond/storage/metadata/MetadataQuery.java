package net.es.esmond.storage.metadata;

import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A query for metadata records: every filter must match. The filters on event type, summary and
 * time must match the same event type of a record. Immutable.
 *
 * <pre>{@code
 * MetadataQuery.builder()
 *     .source("a.example.net")
 *     .eventType("throughput").summaryType("average")
 *     .updatedSince(yesterday)
 *     .build();
 * }</pre>
 */
public final class MetadataQuery {
  /** The default limit of records in a page, which is esmond's default. */
  public static final int DEFAULT_LIMIT = 1500;

  /** The largest limit of records in a page. */
  public static final int MAX_LIMIT = 10_000;

  private final MetadataQueryBuilder filters;

  MetadataQuery(MetadataQueryBuilder filters) {
    this.filters = filters;
  }

  /**
   * Starts a query for all records.
   *
   * @return a new builder
   */
  public static MetadataQueryBuilder builder() {
    return new MetadataQueryBuilder();
  }

  /**
   * Parses the parameters of esmond's HTTP interface into a query. Names that esmond does not know
   * are taken as free parameters of records.
   *
   * <p>The method is as lenient as esmond: a limit that is no whole number of 1 or more means
   * {@value #DEFAULT_LIMIT}, an offset that is no whole number of 0 or more means 0, and a {@code
   * dns-match-rule} counts only where an address is asked for. A larger limit than {@value
   * #MAX_LIMIT} means {@value #MAX_LIMIT}. The builder refuses all of these.
   *
   * @param parameters values by name, such as {@code event-type} or {@code time-range}
   * @param clock the present time, from which a range without ends is counted back: {@link
   *     net.es.esmond.storage.EsmondStorage#clock}, as the records' times are those of the servers
   * @return the query
   * @throws net.es.esmond.storage.error.InvalidInputException when rules are broken; the error
   *     names every broken rule
   */
  public static MetadataQuery parse(Map<String, String> parameters, Clock clock) {
    return new QueryParameters(clock).read(parameters);
  }

  /**
   * Returns a builder that starts with the filters of this query.
   *
   * @return a new builder
   */
  public MetadataQueryBuilder toBuilder() {
    return new MetadataQueryBuilder(filters);
  }

  /**
   * Returns the filter on the subject type.
   *
   * @return esmond's name, or any other text, which no record has; empty for any
   */
  public Optional<String> subjectType() {
    return Optional.ofNullable(filters.subjectType);
  }

  /**
   * Returns the filter on the key.
   *
   * @return the key; empty for any
   */
  public Optional<String> metadataKey() {
    return Optional.ofNullable(filters.metadataKey);
  }

  /**
   * Returns the filters on address fields: the field must have one of the addresses. Before a query
   * reaches a store, host names are replaced by their addresses.
   *
   * @return addresses or host names by {@code source}, {@code destination} and {@code
   *     measurement-agent}
   */
  public Map<String, List<String>> addresses() {
    return Collections.unmodifiableMap(filters.addresses);
  }

  /**
   * Returns the rule for addresses of host names.
   *
   * @return the rule
   */
  public DnsMatchRule dnsMatchRule() {
    return filters.dnsMatchRule;
  }

  /**
   * Returns the filters on the subject's other fields.
   *
   * @return exact texts by {@code tool-name}, {@code input-source} and {@code input-destination}
   */
  public Map<String, String> texts() {
    return Collections.unmodifiableMap(filters.texts);
  }

  /**
   * Returns the filter on the event type.
   *
   * @return esmond's name, or any other text; empty for any
   */
  public Optional<String> eventType() {
    return Optional.ofNullable(filters.eventType);
  }

  /**
   * Returns the filter on the summary type.
   *
   * @return esmond's name, or any other text; empty for any
   */
  public Optional<String> summaryType() {
    return Optional.ofNullable(filters.summaryType);
  }

  /**
   * Returns the filter on the summary window.
   *
   * @return seconds; empty for any
   */
  public Optional<Long> summaryWindow() {
    return Optional.ofNullable(filters.summaryWindow);
  }

  /**
   * Returns the filter on the time at which the event type was last written.
   *
   * @return the time range; empty when event types that were never written match too
   */
  public Optional<TimeUpdated> timeUpdated() {
    return Optional.ofNullable(filters.timeUpdated);
  }

  /**
   * Returns the filters on free parameters.
   *
   * @return exact values by name
   */
  public Map<String, String> parameters() {
    return Collections.unmodifiableMap(filters.parameters);
  }

  /**
   * Returns the limit of records in a page.
   *
   * @return 1 to {@value #MAX_LIMIT}
   */
  public int limit() {
    return filters.limit;
  }

  /**
   * Returns the number of records to skip at the start.
   *
   * @return zero or more
   */
  public int offset() {
    return filters.offset;
  }

  /**
   * Returns the last key of the page before; found keys are greater than this key.
   *
   * @return the key; empty for the first page
   */
  public Optional<String> afterKey() {
    return Optional.ofNullable(filters.afterKey);
  }

  @Override
  public String toString() {
    Map<String, Object> shown = new LinkedHashMap<>();
    subjectType().ifPresent(value -> shown.put("subject-type", value));
    metadataKey().ifPresent(value -> shown.put("metadata-key", value));
    shown.putAll(filters.addresses);
    shown.putAll(filters.texts);
    eventType().ifPresent(value -> shown.put("event-type", value));
    summaryType().ifPresent(value -> shown.put("summary-type", value));
    summaryWindow().ifPresent(value -> shown.put("summary-window", value));
    timeUpdated().ifPresent(value -> shown.put("time", value));
    shown.putAll(filters.parameters);
    afterKey().ifPresent(value -> shown.put("after", value));
    return shown + " limit " + limit() + " offset " + offset();
  }
}
