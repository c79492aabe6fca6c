package net.es.esmond.storage.sql.internal.lastupdated;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.sql.internal.pool.LogThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A flusher writes the touches of the buffer to the database. Touches that cannot be written stay
 * in the buffer. Used by one thread, but for the methods that say otherwise.
 */
final class Flusher {
  private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

  /** Age of the oldest touch, before the last successful statement, that a failover may lose. */
  private static final Duration REPEATED = Duration.ofSeconds(10);

  /** Within this time after a failover, a lost registration may be repeated. */
  private static final Duration UNKNOWN_ALLOWED = Duration.ofSeconds(30);

  private final TouchBuffer buffer;
  private final TouchTable table;
  private final Acknowledgements acknowledgements;
  private final TouchMeters meters;
  private final LongSupplier nanoTime;
  private final Supplier<RandomGenerator> random;
  private final long atMostEveryNanos;
  private final long repeatedNanos;
  private final BatchSize batchSize;

  private long lastStamped;
  private volatile boolean promoted;
  private boolean unknownAllowed;
  private long unknownAllowedUntil;
  private final LogThrottle unregistered;
  private final LogThrottle failures;
  private boolean failing;
  private boolean told;
  private volatile int underWay;

  /**
   * Creates a flusher.
   *
   * @param random draws where a flush begins
   * @param atMostEvery least time between two stamps of an event type; zero for no limit
   * @param interval usual time between two flushes
   * @param maxRows rows of one statement at most
   */
  Flusher(
      TouchBuffer buffer,
      TouchTable table,
      Acknowledgements acknowledgements,
      TouchMeters meters,
      LongSupplier nanoTime,
      Supplier<RandomGenerator> random,
      Duration atMostEvery,
      Duration interval,
      int maxRows) {
    this.buffer = buffer;
    this.table = table;
    this.acknowledgements = acknowledgements;
    this.meters = meters;
    this.nanoTime = nanoTime;
    this.random = random;
    this.atMostEveryNanos = atMostEvery.toNanos();
    this.repeatedNanos = Math.max(REPEATED.toNanos(), 2 * interval.toNanos());
    this.batchSize = new BatchSize(maxRows);
    this.unregistered = new LogThrottle(nanoTime);
    this.failures = new LogThrottle(nanoTime);
  }

  /** Tells the flusher of a new primary, which may lack the last touches. Any thread may call. */
  void promoted() {
    promoted = true;
  }

  /** Returns how many event types a statement writes just now. Any thread may call. */
  int underWay() {
    return underWay;
  }

  /**
   * Writes the touches of the buffer.
   *
   * @param holdBack whether event types that were stamped lately wait on, but for those that a
   *     caller awaits
   * @return false when the database did not serve
   */
  boolean flush(boolean holdBack) {
    if (promoted) {
      promoted = false;
      repeatLast();
    }
    List<EventTypeRows> due = buffer.take();
    int taken = due.size();
    if (holdBack && atMostEveryNanos > 0) {
      due = withoutEarly(due);
    }
    // By id: neighbours share pages. From anywhere: instances that touch the same rows spread.
    due.sort(Comparator.comparingLong(rows -> rows.ids));
    Collections.rotate(due, random.get().nextInt(due.size() + 1));
    List<EventTypeRows> left = new ArrayList<>();
    boolean served = writeFree(due, left) && writeLocked(left);
    buffer.restore(left);
    if (due.size() == taken && left.isEmpty() && served) {
      buffer.written();
    } else {
      buffer.notWritten();
    }
    buffer.forget(rows -> !rows.stampedWithin(repeatedNanos, lastStamped));
    return served;
  }

  /** Writes the rows that are free, and collects the others. Returns false after a failure. */
  private boolean writeFree(List<EventTypeRows> due, List<EventTypeRows> left) {
    for (int from = 0; from < due.size(); ) {
      int to = endOfBatch(due, from);
      if (!write(due.subList(from, to), TouchTable.Locked.SKIP, left)) {
        buffer.putBack(due.subList(to, due.size()));
        return false;
      }
      from = to;
    }
    return true;
  }

  /**
   * Waits for the first of the locked rows: without waiting, rows that are locked often would stay
   * behind. The next flush tries the others. Returns false after a failure.
   */
  private boolean writeLocked(List<EventTypeRows> left) {
    List<EventTypeRows> first = left.subList(0, left.isEmpty() ? 0 : endOfBatch(left, 0));
    List<EventTypeRows> again = buffer.takeAgain(first);
    first.clear();
    return again.isEmpty() || write(again, TouchTable.Locked.WAIT, left);
  }

  private List<EventTypeRows> withoutEarly(List<EventTypeRows> taken) {
    long now = nanoTime.getAsLong();
    Set<EventTypeRows> awaited = acknowledgements.rows();
    List<EventTypeRows> due = new ArrayList<>();
    List<EventTypeRows> early = new ArrayList<>();
    for (EventTypeRows rows : taken) {
      boolean lately = rows.stampedWithin(atMostEveryNanos - 1, now);
      (lately && !awaited.contains(rows) ? early : due).add(rows);
    }
    buffer.putBack(early);
    return due;
  }

  private int endOfBatch(List<EventTypeRows> due, int from) {
    int rows = 0;
    int to = from;
    while (to < due.size() && (rows += RowIds.count(due.get(to).ids)) <= batchSize.rows()) {
      to++;
    }
    return Math.max(to, from + 1);
  }

  /** Writes a batch, and collects what must be tried again. Returns false after a failure. */
  private boolean write(
      List<EventTypeRows> batch, TouchTable.Locked locked, List<EventTypeRows> left) {
    underWay = batch.size();
    buffer.begin(batch);
    List<Acknowledgement> callers = acknowledgements.take();
    long start = System.nanoTime();
    try {
      TouchTable.Outcome outcome = table.stamp(batch, locked, Deadline.after(STATEMENT_TIMEOUT));
      if (locked == TouchTable.Locked.SKIP) {
        // The time that a statement waits for others says nothing about its size.
        batchSize.took(Duration.ofNanos(System.nanoTime() - start));
      }
      meters.written(outcome.stamped().size());
      recovered();
      left.addAll(settle(outcome, locked, callers));
      return true;
    } catch (RuntimeException | Error e) {
      batchSize.failed();
      buffer.restore(batch);
      acknowledgements.putBack(callers);
      failed(e);
      return false;
    } finally {
      underWay = 0;
    }
  }

  /** Takes note of an outcome, and returns the event types that must be tried again. */
  private List<EventTypeRows> settle(
      TouchTable.Outcome outcome, TouchTable.Locked locked, List<Acknowledgement> callers) {
    lastStamped = nanoTime.getAsLong();
    outcome
        .stamped()
        .forEach(
            (rows, ids) -> {
              rows.ids = RowIds.pack(ids);
              int waited = rows.waitedMillis(lastStamped);
              if (waited >= 0) {
                meters.lag(waited);
              }
              rows.stamped(lastStamped);
            });
    List<EventTypeRows> left = new ArrayList<>(outcome.left());
    if (locked == TouchTable.Locked.WAIT) {
      // Rows that are left even so may be gone. Those that were skipped are most likely locked.
      left.forEach(rows -> rows.ids = RowIds.UNKNOWN);
    }
    boolean later = unknownAllowed && lastStamped < unknownAllowedUntil;
    outcome
        .unknown()
        .forEach(
            (rows, error) -> {
              rows.ids = RowIds.UNKNOWN;
              if (later) {
                left.add(rows);
              } else {
                rows.waitNoMore();
                report(error);
              }
            });
    acknowledgements.settle(callers, outcome, !later);
    return left;
  }

  private void report(EsmondException error) {
    meters.unknown();
    if (unregistered.allows()) {
      LOG.warn(
          "touches are dropped, as their event types are not registered; the meter"
              + " esmond.sql.touch.unknown counts them; one of them: {}",
          error.getMessage());
    }
  }

  /**
   * Touches the last stamped rows again: the new primary may lack the stamps, and give other ids.
   */
  private void repeatLast() {
    List<EventTypeRows> again = new ArrayList<>();
    buffer.forEachKnown(
        rows -> {
          rows.ids = RowIds.UNKNOWN;
          if (rows.stampedWithin(repeatedNanos, lastStamped)) {
            rows.forgetStamp();
            again.add(rows);
          }
        });
    again.forEach(buffer::touch);
    unknownAllowed = true;
    unknownAllowedUntil = nanoTime.getAsLong() + UNKNOWN_ALLOWED.toNanos();
    LOG.info("the primary has changed: the last {} event types are touched again", again.size());
  }

  private void failed(Throwable e) {
    if (!failing) {
      failing = true;
      told = failures.allows();
      if (told) {
        LOG.warn(
            "PostgreSQL did not serve; {} event types wait to be touched: {}",
            buffer.waiting(),
            e.toString());
      }
    }
  }

  private void recovered() {
    if (failing && told) {
      LOG.info("PostgreSQL serves again: touches are written");
    }
    failing = false;
  }
}
