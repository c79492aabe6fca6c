package net.es.esmond.storage.metadata;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;

/**
 * A description of a test to register: its subject, event types and free parameters, checked by
 * esmond's rules. Two registrations with the same {@link #checksum()} are the same test. Immutable.
 *
 * <pre>{@code
 * Registration registration =
 *     Registration.pointToPoint()
 *         .source("198.51.100.1").inputSource("a.example.net")
 *         .destination("198.51.100.2").inputDestination("b.example.net")
 *         .measurementAgent("198.51.100.1").toolName("bwctl/iperf3")
 *         .eventType(EventType.THROUGHPUT)
 *         .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1))
 *         .parameter("ip-transport-protocol", "tcp")
 *         .build();
 * }</pre>
 */
public final class Registration {
  private static final int KEY_CHARS = 32;

  private final Subject subject;
  private final List<EventTypeInfo> eventTypes;
  private final Map<String, String> parameters;
  private final String checksum;

  Registration(
      Subject subject,
      List<EventTypeInfo> eventTypes,
      Map<String, String> parameters,
      String checksum) {
    this.subject = subject;
    this.eventTypes = List.copyOf(eventTypes);
    this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    this.checksum = checksum;
  }

  /**
   * Starts the registration of a path between two hosts.
   *
   * @return a new builder
   */
  public static RegistrationBuilder pointToPoint() {
    return new RegistrationBuilder(SubjectType.POINT_TO_POINT);
  }

  /**
   * Starts the registration of a network element.
   *
   * @return a new builder
   */
  public static RegistrationBuilder networkElement() {
    return new RegistrationBuilder(SubjectType.NETWORK_ELEMENT);
  }

  /**
   * Describes the test of a record again, checked by the rules of registrations. Event types that
   * esmond does not have are left out.
   *
   * @param record a record, of this archive or another one
   * @return a registration of the same test; its checksum is another one if the test was registered
   *     with windows in another order, or with other event types
   * @throws InvalidInputException when the record breaks rules; names them all
   */
  public static Registration of(Metadata record) {
    Subject subject = record.subject();
    RegistrationBuilder builder =
        new RegistrationBuilder(subject.type())
            .source(subject.source())
            .measurementAgent(subject.measurementAgent())
            .toolName(subject.toolName())
            .inputSource(subject.inputSource());
    if (subject instanceof PointToPoint path) {
      builder.destination(path.destination()).inputDestination(path.inputDestination());
    }
    record.parameters().forEach(builder::parameter);
    for (EventTypeInfo info : record.eventTypes()) {
      EventType.find(info.eventType()).ifPresent(eventType -> add(eventType, info, builder));
    }
    return builder.build();
  }

  private static void add(EventType eventType, EventTypeInfo info, RegistrationBuilder to) {
    if (info.summaryType() == SummaryType.BASE) {
      to.eventType(eventType);
    } else {
      to.summary(eventType, info.summaryType(), Long.toString(info.windowSeconds()));
    }
  }

  /**
   * Returns the record that a store creates for this registration.
   *
   * @return a record with a new key, whose event types were never updated
   */
  public Metadata newRecord() {
    return new Metadata(newKey(), checksum, subject, eventTypes, parameters);
  }

  /**
   * Returns the subject of the test.
   *
   * @return the subject, its fields as they were given
   */
  public Subject subject() {
    return subject;
  }

  /**
   * Returns the event types of the test, as measured and as summarised.
   *
   * @return the event types in esmond's order: by event type, summary type and window
   */
  public List<EventTypeInfo> eventTypes() {
    return eventTypes;
  }

  /**
   * Returns the free parameters.
   *
   * @return in the order of their names
   */
  public Map<String, String> parameters() {
    return parameters;
  }

  /**
   * Returns the identity of the test: the checksum that esmond computes from the same document.
   *
   * @return SHA-256 as 64 hex digits
   */
  public String checksum() {
    return checksum;
  }

  /**
   * Returns the key that a new record of this registration gets. A record that exists keeps its own
   * key.
   *
   * @return the first 32 digits of the checksum
   */
  public String newKey() {
    return checksum.substring(0, KEY_CHARS);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Registration registration && registration.checksum.equals(checksum);
  }

  @Override
  public int hashCode() {
    return checksum.hashCode();
  }

  @Override
  public String toString() {
    return subject + " " + eventTypes.size() + " event types, checksum " + checksum;
  }
}
