package net.es.esmond.storage.metadata;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A test whose record is deleted, and whose data is yet to be.
 *
 * @param metadataKey the record's key
 * @param eventTypes what it had data of
 * @param dataBefore data written before this time is to be deleted, not before this time has come:
 *     until then, somebody who had not heard of the deletion may still have written
 */
public record Deletion(String metadataKey, List<EventTypeInfo> eventTypes, Instant dataBefore) {
  /** Copies the list. */
  public Deletion {
    Objects.requireNonNull(metadataKey, "metadataKey");
    eventTypes = List.copyOf(eventTypes);
    Objects.requireNonNull(dataBefore, "dataBefore");
  }
}
