package net.es.esmond.storage.sql.internal.lastupdated;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import net.es.esmond.storage.series.EventType;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one event type of a metadata record, which are touched together. Of 48 bytes: there
 * may be a million of them.
 */
final class EventTypeRows {
  private static final AtomicIntegerFieldUpdater<EventTypeRows> TOUCHED =
      AtomicIntegerFieldUpdater.newUpdater(EventTypeRows.class, "touched");

  final String metadataKey;
  final EventType eventType;

  /** 1 from a touch until just before the statement that writes it. */
  private volatile int touched;

  /** The next one in {@link TouchBuffer}'s stack; written by whoever set or holds the touch. */
  @Nullable EventTypeRows next;

  /** As {@link RowIds} packs them; the flusher's. */
  long ids = RowIds.UNKNOWN;

  /** On the flusher's clock, in nanoseconds; the flusher's. */
  long stampedAt;

  /** Whether {@link #stampedAt} is a time; the flusher's. */
  boolean stamped;

  /** Whether operators were told that it is not registered; the flusher's. */
  boolean reported;

  EventTypeRows(String metadataKey, EventType eventType) {
    this.metadataKey = metadataKey;
    this.eventType = eventType;
  }

  boolean isTouched() {
    return touched != 0;
  }

  /** Says whether it was not touched before. */
  boolean touch() {
    return TOUCHED.compareAndSet(this, 0, 1);
  }

  /** Touches from here on are to be written by a later statement. */
  void clear() {
    touched = 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EventTypeRows rows
        && rows.eventType == eventType
        && rows.metadataKey.equals(metadataKey);
  }

  @Override
  public int hashCode() {
    return 31 * metadataKey.hashCode() + eventType.ordinal();
  }

  @Override
  public String toString() {
    return metadataKey + " " + eventType;
  }
}
