package net.es.esmond.storage.sql.internal.lastupdated;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import net.es.esmond.storage.series.EventType;
import org.jspecify.annotations.Nullable;

/**
 * A buffer holds the touches that wait to be written, each event type once. To touch an event type
 * that waits already is to read a flag. An event type that did not wait is pushed onto a stack,
 * which the flusher takes as a whole. Safe for any number of touching threads and one flusher.
 */
final class TouchBuffer {
  private final int capacity;
  private final Journal journal;
  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<EventTypeRows, EventTypeRows> known = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable EventTypeRows> stack = new AtomicReference<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * Creates an empty buffer.
   *
   * @param capacity how many event types may wait, and how many are remembered
   * @param nanoTime the flusher's clock
   */
  TouchBuffer(int capacity, Journal journal, LongSupplier nanoTime) {
    this.capacity = capacity;
    this.journal = journal;
    this.nanoTime = nanoTime;
  }

  /** Returns the object that all who touch this event type share. */
  EventTypeRows rows(String metadataKey, EventType eventType) {
    return shared(new EventTypeRows(metadataKey, eventType));
  }

  private EventTypeRows shared(EventTypeRows rows) {
    EventTypeRows other = known.get(rows);
    if (other == null && known.mappingCount() < capacity) {
      other = known.putIfAbsent(rows, rows);
    }
    // Beyond the capacity an event type may have several objects: it is then written more than
    // once.
    return other == null ? rows : other;
  }

  /** Adds a touch; returns false, and drops the touch, when the buffer is full. */
  boolean touch(EventTypeRows rows) {
    return rows.isTouched() || add(shared(rows));
  }

  private boolean add(EventTypeRows rows) {
    if (rows.isTouched()) {
      return true;
    }
    if (!journal.enabled()) {
      return addUnlocked(rows);
    }
    // In the journal before anybody may rely on it, and never in an older segment than its flush.
    synchronized (journal) {
      if (rows.isTouched()) {
        return true;
      }
      if (waiting.get() < capacity) {
        journal.append(rows);
      }
      return addUnlocked(rows);
    }
  }

  private boolean addUnlocked(EventTypeRows rows) {
    if (waiting.get() >= capacity) {
      return false;
    }
    if (rows.touch()) {
      rows.waitFrom(nanoTime.getAsLong());
      waiting.incrementAndGet();
      push(rows);
    }
    return true;
  }

  private void push(EventTypeRows rows) {
    EventTypeRows head;
    do {
      head = stack.get();
      rows.next = head;
    } while (!stack.compareAndSet(head, rows));
  }

  /** Returns how many event types wait. */
  int waiting() {
    return waiting.get();
  }

  boolean isEmpty() {
    return stack.get() == null;
  }

  /**
   * Takes all event types that wait. They count as waiting, and need no further touch, until they
   * are {@link #begin begun} or {@link #putBack put back}. Only the flusher calls this method.
   */
  List<EventTypeRows> take() {
    EventTypeRows head;
    synchronized (journal) {
      journal.rotate();
      head = stack.getAndSet(null);
    }
    List<EventTypeRows> taken = new ArrayList<>();
    for (EventTypeRows rows = head; rows != null; ) {
      taken.add(rows);
      EventTypeRows next = rows.next;
      rows.next = null;
      rows = next;
    }
    return taken;
  }

  /** Clears the touches of a batch, so that a touch from now on is a new one. */
  void begin(List<EventTypeRows> batch) {
    batch.forEach(EventTypeRows::clear);
    waiting.addAndGet(-batch.size());
  }

  /** Keeps event types that were taken but not begun for the next flush. */
  void putBack(List<EventTypeRows> taken) {
    taken.forEach(this::push);
  }

  /** Keeps event types that were begun but not written. The journal has them still. */
  void restore(List<EventTypeRows> batch) {
    putBack(takeAgain(batch));
  }

  /**
   * Takes event types again that were begun and not written. Those that were touched meanwhile wait
   * already, and are left out.
   */
  List<EventTypeRows> takeAgain(List<EventTypeRows> batch) {
    List<EventTypeRows> taken = batch.stream().filter(EventTypeRows::touch).toList();
    waiting.addAndGet(taken.size());
    return taken;
  }

  /** Empties the journal of what was taken, as all of it was written or dropped. */
  void written() {
    journal.discardOlder();
  }

  /** Compacts a long journal, as not all that was taken has been written. */
  void notWritten() {
    if (journal.wantsCompaction()) {
      synchronized (journal) {
        List<EventTypeRows> all = take();
        all.forEach(journal::append);
        journal.discardOlder();
        putBack(all);
      }
    }
  }

  /** Visits every event type that is remembered. Only the flusher calls this method. */
  void forEachKnown(Consumer<EventTypeRows> action) {
    known.values().forEach(action);
  }

  /**
   * Makes room in a full buffer: forgets event types that do not wait and are idle. Only the
   * flusher calls this method.
   */
  void forget(Predicate<EventTypeRows> idle) {
    if (known.mappingCount() >= capacity) {
      known.values().removeIf(rows -> !rows.isTouched() && idle.test(rows));
    }
  }
}
