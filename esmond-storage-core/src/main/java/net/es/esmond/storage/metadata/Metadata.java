package net.es.esmond.storage.metadata;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;

/**
 * A test that measurements belong to: its key, subject, event types and free parameters.
 *
 * @param key the record's name, 32 characters; it never changes
 * @param checksum SHA-256 of the registration, 64 hex digits: the record's identity
 * @param subject the hosts and the tool of the test
 * @param eventTypes the event types of the test, as measured and as summarised, in esmond's order:
 *     by event type, then summary type, then window
 * @param parameters free parameters
 */
public record Metadata(
    String key,
    String checksum,
    Subject subject,
    List<EventTypeInfo> eventTypes,
    Map<String, String> parameters) {
  /** Copies the collections, and puts the event types into esmond's order. */
  public Metadata {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(checksum, "checksum");
    Objects.requireNonNull(subject, "subject");
    eventTypes = EventTypeInfo.inEsmondsOrder(eventTypes);
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * Says whether this record has an event type.
   *
   * @param eventType esmond's name
   * @return true when points of it may be written
   */
  public boolean has(String eventType) {
    for (EventTypeInfo info : eventTypes) { // a loop, not a stream: every write may ask
      if (info.eventType().equals(eventType)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Lists the series of this record: base points and summaries of each event type.
   *
   * @return the series in the order of {@link #eventTypes()}, without event types that esmond does
   *     not have
   */
  public List<Series> series() {
    return eventTypes.stream()
        .flatMap(
            info ->
                EventType.find(info.eventType()).stream()
                    .map(type -> new Series(key, type, info.summaryType(), info.windowSeconds())))
        .toList();
  }
}
