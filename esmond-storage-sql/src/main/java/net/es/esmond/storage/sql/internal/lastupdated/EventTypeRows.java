package net.es.esmond.storage.sql.internal.lastupdated;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import net.es.esmond.storage.series.EventType;
import org.jspecify.annotations.Nullable;

/**
 * One event type of a metadata record, whose rows are touched together. An object has 48 bytes, as
 * there may be a million of them. Times are of the flusher's clock.
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

  /** Holds when the rows were last stamped, in nanoseconds; 0 for never. Only the flusher's. */
  private long stampedAt;

  /**
   * Holds since when a touch waits, in milliseconds; 0 when none waits. Written by the thread that
   * sets the touch before the flusher can see the touch, and by the flusher.
   */
  private int waitsSince;

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

  /** Notes that a touch waits, unless one waits already. */
  void waitFrom(long nanos) {
    if (waitsSince == 0) {
      waitsSince = millis(nanos);
    }
  }

  /** Returns how long a touch has waited, in milliseconds; negative when none waits. */
  int waitedMillis(long nanos) {
    return waitsSince == 0 ? -1 : Math.max(0, millis(nanos) - waitsSince);
  }

  /** Notes that no touch waits any more. */
  void waitNoMore() {
    waitsSince = 0;
  }

  /** Notes that the rows were stamped. A touch that came meanwhile waits from now on. */
  void stamped(long nanos) {
    stampedAt = nanos == 0 ? -1 : nanos;
    waitsSince = isTouched() ? millis(nanos) : 0;
  }

  /** Returns whether the rows were stamped within a time. */
  boolean stampedWithin(long age, long nanos) {
    return stampedAt != 0 && nanos - stampedAt <= age;
  }

  /** Forgets when the rows were stamped, since the stamp may be lost. */
  void forgetStamp() {
    stampedAt = 0;
  }

  /** Converts a time to milliseconds that are not 0. Differences are right for 24 days. */
  private static int millis(long nanos) {
    return (int) (nanos / 1_000_000) | 1;
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
