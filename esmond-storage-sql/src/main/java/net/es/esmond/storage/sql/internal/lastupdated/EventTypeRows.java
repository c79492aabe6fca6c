package net.es.esmond.storage.sql.internal.lastupdated;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import net.es.esmond.storage.series.EventType;
import org.jspecify.annotations.Nullable;

/**
 * One event type of a metadata record, whose rows are touched together. An object has 56 bytes, as
 * there may be a million of them.
 */
final class EventTypeRows {
  private static final AtomicIntegerFieldUpdater<EventTypeRows> TOUCHED =
      AtomicIntegerFieldUpdater.newUpdater(EventTypeRows.class, "touched");

  final String metadataKey;
  final EventType eventType;

  /** Is 1 from a touch until just before the statement that writes it. */
  private volatile int touched;

  /**
   * Links to the next object in the stack of {@link TouchBuffer}. Only the thread that set or took
   * the touch writes the link.
   */
  @Nullable EventTypeRows next;

  /** Holds the ids as {@link RowIds} packs them. Only the flusher uses the field. */
  long ids = RowIds.UNKNOWN;

  /** Says when the rows were last stamped, in nanoseconds of the flusher's clock. */
  long stampedAt;

  /**
   * Says since when a touch waits, in nanoseconds of the flusher's clock; 0 when none waits.
   * Written by the thread that sets the touch before the flusher can see the touch, and by the
   * flusher.
   */
  long waitsSince;

  /** Says whether {@link #stampedAt} is a time. Only the flusher uses the field. */
  boolean stamped;

  EventTypeRows(String metadataKey, EventType eventType) {
    this.metadataKey = metadataKey;
    this.eventType = eventType;
  }

  boolean isTouched() {
    return touched != 0;
  }

  /** Sets the touch; returns false when it was set before. */
  boolean touch() {
    return TOUCHED.compareAndSet(this, 0, 1);
  }

  /** Clears the touch, so that touches from now on are written by a later statement. */
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
