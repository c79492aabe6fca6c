package net.es.esmond.storage.metadata;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A deletion of a test, whose data is not deleted yet.
 *
 * @param metadataKey the record's key
 * @param eventTypes the event types that the test had data of, in esmond's order
 * @param dataBefore data written before this time is deleted once this time has come: until then,
 *     an instance that still had the record in its cache may have written
 * @param registeredAgain whether the test was there again when this was read: instances may be
 *     writing to it
 */
public record Deletion(
    String metadataKey,
    List<EventTypeInfo> eventTypes,
    Instant dataBefore,
    boolean registeredAgain) {
  /** Copies the list, and puts it into esmond's order. */
  public Deletion {
    Objects.requireNonNull(metadataKey, "metadataKey");
    eventTypes = EventTypeInfo.inEsmondsOrder(eventTypes);
    Objects.requireNonNull(dataBefore, "dataBefore");
  }
}
