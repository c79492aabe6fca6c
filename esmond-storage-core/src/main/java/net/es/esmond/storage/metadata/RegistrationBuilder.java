package net.es.esmond.storage.metadata;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;

/**
 * Collects the fields of a {@link Registration}. {@link #build()} checks them as a whole. Not
 * thread-safe.
 */
public final class RegistrationBuilder {
  /** The largest number of characters in all names and values of a registration together. */
  public static final int MAX_CHARS = 1 << 20;

  private final SubjectType type;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private final SortedMap<String, String> parameters = new TreeMap<>(Checksum.CODE_POINT_ORDER);
  private final List<EventTypeEntry> eventTypes = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();

  RegistrationBuilder(SubjectType type) {
    this.type = type;
  }

  /**
   * Sets the address that is measured from.
   *
   * @param address IPv4 or IPv6 address
   * @return this
   */
  public RegistrationBuilder source(String address) {
    return field("source", address);
  }

  /**
   * Sets the address that is measured to; for paths only.
   *
   * @param address IPv4 or IPv6 address
   * @return this
   */
  public RegistrationBuilder destination(String address) {
    return field("destination", address);
  }

  /**
   * Sets the address of the host that runs the measurement.
   *
   * @param address IPv4 or IPv6 address
   * @return this
   */
  public RegistrationBuilder measurementAgent(String address) {
    return field("measurement-agent", address);
  }

  /**
   * Sets the tool that measures.
   *
   * @param name at most 128 characters
   * @return this
   */
  public RegistrationBuilder toolName(String name) {
    return field("tool-name", name);
  }

  /**
   * Sets the source as a person wrote it.
   *
   * @param host at most 128 characters
   * @return this
   */
  public RegistrationBuilder inputSource(String host) {
    return field("input-source", host);
  }

  /**
   * Sets the destination as a person wrote it; for paths only.
   *
   * @param host at most 128 characters
   * @return this
   */
  public RegistrationBuilder inputDestination(String host) {
    return field("input-destination", host);
  }

  /**
   * Adds an event type, whose base points may then be written.
   *
   * @param eventType the event type
   * @return this
   */
  public RegistrationBuilder eventType(EventType eventType) {
    eventTypes.add(EventTypeEntry.base(eventType));
    return this;
  }

  /**
   * Adds a summary of an event type, which itself is added by {@link #eventType}.
   *
   * @param eventType the event type
   * @param summaryType one that its value type allows
   * @param window whole seconds; zero for a summary of each point
   * @return this
   */
  public RegistrationBuilder summary(
      EventType eventType, SummaryType summaryType, Duration window) {
    RegistrationRules.checkSummary(eventType, summaryType, violations);
    if (window.getNano() != 0) {
      violations.add(new Violation("summary-window", window.toString(), "must be whole seconds"));
      return this;
    }
    return summary(
        eventType,
        summaryType,
        new EventTypeEntry.Window(Long.toString(window.getSeconds()), false));
  }

  /**
   * Adds a summary whose window a document gives as text. esmond sorts such windows as text, and
   * the checksum covers their order: {@code 300} and {@code "300"} may make different tests.
   *
   * @param eventType the event type
   * @param summaryType one that its value type allows
   * @param window whole seconds; {@code "0"} for a summary of each point
   * @return this
   */
  public RegistrationBuilder summary(EventType eventType, SummaryType summaryType, String window) {
    RegistrationRules.checkSummary(eventType, summaryType, violations);
    return summary(eventType, summaryType, new EventTypeEntry.Window(window, true));
  }

  /**
   * Sets a free parameter.
   *
   * @param name at most 128 characters; not a name of esmond's own fields
   * @param value any text
   * @return this
   */
  public RegistrationBuilder parameter(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  /**
   * Sets a field of the subject by its name in esmond's documents.
   *
   * @param name one of {@link SubjectType#fields}
   * @param value as the method of that field takes it
   * @return this
   */
  public RegistrationBuilder field(String name, String value) {
    fields.put(name, value);
    return this;
  }

  private RegistrationBuilder summary(
      EventType eventType, SummaryType summaryType, EventTypeEntry.Window window) {
    RegistrationRules.checkWindow(window.text(), violations);
    eventTypes.add(new EventTypeEntry(eventType, summaryType, window));
    return this;
  }

  /**
   * Checks every field and builds the registration.
   *
   * @return the registration
   * @throws InvalidInputException when rules are broken; names them all
   */
  public Registration build() {
    List<Violation> broken = new ArrayList<>(violations);
    RegistrationRules.check(type, fields, parameters, broken);
    if (!broken.isEmpty()) {
      throw new InvalidInputException(broken);
    }
    List<EventTypeEntry> sorted = eventTypes.stream().sorted(EventTypeEntry.ORDER).toList();
    return new Registration(
        subject(),
        sorted.stream().map(EventTypeEntry::info).toList(),
        parameters,
        Checksum.of(type, fields, parameters, sorted));
  }

  private Subject subject() {
    return switch (type) {
      case POINT_TO_POINT ->
          new PointToPoint(
              get("source"),
              get("destination"),
              get("measurement-agent"),
              get("tool-name"),
              get("input-source"),
              get("input-destination"));
      case NETWORK_ELEMENT ->
          new NetworkElement(
              get("source"), get("measurement-agent"), get("tool-name"), get("input-source"));
    };
  }

  private String get(String field) {
    return fields.getOrDefault(field, "");
  }
}
