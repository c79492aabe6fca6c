package net.es.esmond.storage.testkit.assertion;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.PointToPoint;
import net.es.esmond.storage.series.SummaryType;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a test. */
public final class MetadataAssert extends AbstractAssert<MetadataAssert, Metadata> {

  MetadataAssert(Metadata metadata) {
    super(metadata, MetadataAssert.class);
  }

  /**
   * Checks that base points of an event type may be written.
   *
   * @param eventType esmond's name
   * @return this
   */
  public MetadataAssert hasEventType(String eventType) {
    return hasSummary(eventType, SummaryType.BASE, Duration.ZERO);
  }

  /**
   * Checks that an event type is summarised.
   *
   * @param eventType esmond's name
   * @param type which summary
   * @param window length of its windows
   * @return this
   */
  public MetadataAssert hasSummary(String eventType, SummaryType type, Duration window) {
    isNotNull();
    if (rows(eventType).stream()
        .noneMatch(row -> row.summaryType() == type && row.windowSeconds() == window.toSeconds())) {
      failWithMessage(
          "Expecting test %s to have %s, but it has %s",
          actual.key(),
          text(eventType, type, window.toSeconds()),
          actual.eventTypes().stream()
              .map(row -> text(row.eventType(), row.summaryType(), row.windowSeconds()))
              .toList());
    }
    return this;
  }

  /** As esmond writes paths. */
  private static String text(String eventType, SummaryType type, long windowSeconds) {
    return type == SummaryType.BASE
        ? eventType
        : eventType + ":" + type.esmondName() + ":" + windowSeconds;
  }

  private List<EventTypeInfo> rows(String eventType) {
    return actual.eventTypes().stream().filter(row -> row.eventType().equals(eventType)).toList();
  }

  /**
   * Checks the address that is measured from.
   *
   * @param address as it was registered
   * @return this
   */
  public MetadataAssert hasSource(String address) {
    isNotNull();
    return has("source", actual.subject().source(), address);
  }

  /**
   * Checks the address that is measured to.
   *
   * @param address as it was registered
   * @return this
   */
  public MetadataAssert hasDestination(String address) {
    isNotNull();
    String destination =
        actual.subject() instanceof PointToPoint path ? path.destination() : "(no path)";
    return has("destination", destination, address);
  }

  /**
   * Checks the tool that measures.
   *
   * @param name such as {@code bwctl/iperf3}
   * @return this
   */
  public MetadataAssert hasToolName(String name) {
    isNotNull();
    return has("tool-name", actual.subject().toolName(), name);
  }

  /**
   * Checks a free parameter.
   *
   * @param name its name
   * @param value its value
   * @return this
   */
  public MetadataAssert hasParameter(String name, String value) {
    isNotNull();
    return has(name, actual.parameters().getOrDefault(name, "(absent)"), value);
  }

  private MetadataAssert has(String field, String found, String expected) {
    if (!found.equals(expected)) {
      failWithMessage(
          "Expecting %s of test %s to be <%s>, but it is <%s>",
          field, actual.key(), expected, found);
    }
    return this;
  }

  /**
   * Checks that an event type was written to.
   *
   * @param eventType esmond's name
   * @param time no earlier than this
   * @return this
   */
  public MetadataAssert wasUpdatedSince(String eventType, Instant time) {
    isNotNull();
    List<Optional<Instant>> times =
        rows(eventType).stream().map(EventTypeInfo::timeUpdated).toList();
    if (times.stream().noneMatch(updated -> updated.filter(t -> !t.isBefore(time)).isPresent())) {
      failWithMessage(
          "Expecting %s of test %s to be updated since %s, but it was %s",
          eventType,
          actual.key(),
          time,
          times.stream()
              .flatMap(Optional::stream)
              .map(Instant::toString)
              .findFirst()
              .orElse("never"));
    }
    return this;
  }
}
