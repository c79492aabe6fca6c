package net.es.esmond.storage.sql.internal.lastupdated;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.conf.TouchMode;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.internal.async.TimedTasks;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.LastUpdated;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.sql.internal.pool.Database;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes touches from any thread and writes them on a thread of its own. A touch sets the
 * last-updated time of an event type.
 */
public final class LastUpdatedWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LastUpdatedWriter.class);

  /** Event types that may wait. Each takes about 100 bytes beside its key. */
  private static final int CAPACITY = 1_000_000;

  /** Waiting event types that are written at once, before the interval ends. */
  private static final int MANY = 50_000;

  private static final long COMPACT_AT_BYTES = 64L << 20;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** Time between two attempts to write what waits when the writer is closed. */
  private static final Duration CLOSING_PAUSE = Duration.ofMillis(50);

  private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

  private final TouchConf conf;
  private final Journal journal;
  private final TouchBuffer buffer;
  private final Acknowledgements acknowledgements;
  private final HotRatio hotRatio;
  private final Flusher flusher;
  private final AwaitedFlushes flushes;
  private final Thread thread;
  private volatile boolean hurry;
  private volatile boolean serving = true;
  private volatile @Nullable Deadline closing;
  private volatile boolean allWritten;
  private volatile boolean closed;

  private LastUpdatedWriter(
      Database database, TouchConf conf, Journal journal, StoreContext context) {
    this.conf = conf;
    this.journal = journal;
    this.buffer = new TouchBuffer(CAPACITY, journal, System::nanoTime);
    TimedTasks timed = new TimedTasks(context.scheduler(), context.executor());
    this.acknowledgements = new Acknowledgements(timed, context.executor());
    this.flushes = new AwaitedFlushes(timed);
    this.hotRatio = new HotRatio(database);
    this.flusher =
        new Flusher(
            buffer,
            new SqlTouchTable(database),
            acknowledgements,
            new TouchMeters(database.meters(), buffer::waiting, hotRatio::get),
            System::nanoTime,
            ThreadLocalRandom::current,
            conf.mode() == TouchMode.AT_MOST_EVERY ? conf.atMostEvery() : Duration.ZERO,
            conf.interval(),
            conf.maxRows());
    this.thread = daemon("esmond-sql-touches", this::run);
    database.onPromotion(flusher::promoted);
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Starts a writer, which first writes the touches of the journal.
   *
   * @param database the database, to be closed after the writer
   * @param conf when and how touches are written
   * @param context the threads of the storage
   * @return a writer that takes touches until it is closed
   * @throws net.es.esmond.storage.error.InvalidInputException when the journal cannot be used
   */
  public static LastUpdatedWriter start(Database database, TouchConf conf, StoreContext context) {
    Journal journal =
        conf.mode() == TouchMode.SYNC
            ? Journal.none()
            : conf.journal()
                .map(folder -> Journal.open(folder, COMPACT_AT_BYTES))
                .orElseGet(Journal::none);
    try {
      LastUpdatedWriter writer = new LastUpdatedWriter(database, conf, journal, context);
      writer.replay();
      writer.thread.start();
      return writer;
    } catch (RuntimeException | Error e) {
      journal.close();
      throw e;
    }
  }

  private void replay() {
    journal.replay((key, eventType) -> buffer.touch(buffer.rows(key, eventType)));
    journal.discardOlder();
    if (buffer.waiting() > 0) {
      LOG.info("{} event types of an earlier process are touched", buffer.waiting());
    }
  }

  /**
   * Returns a handle by which an event type is touched.
   *
   * @param metadataKey key of the record
   * @param eventType the event type
   * @return a handle for any number of touches
   */
  public LastUpdated lastUpdated(String metadataKey, EventType eventType) {
    return lastUpdated(metadataKey, eventType, conf.mode() == TouchMode.SYNC);
  }

  /**
   * Returns a handle whose touches complete once they are written, whatever the mode.
   *
   * @param metadataKey key of the record
   * @param eventType the event type
   * @return a handle for any number of touches
   */
  public LastUpdated lastUpdatedAtOnce(String metadataKey, EventType eventType) {
    return lastUpdated(metadataKey, eventType, true);
  }

  private LastUpdated lastUpdated(String metadataKey, EventType eventType, boolean atOnce) {
    if (metadataKey.chars().anyMatch(Character::isISOControl)) {
      return deadline -> CompletableFuture.failedStage(new UnknownMetadataException(metadataKey));
    }
    EventTypeRows rows = buffer.rows(metadataKey, eventType);
    return atOnce ? deadline -> touchNow(rows, deadline) : deadline -> touch(rows);
  }

  /**
   * Has the touches written that wait now, in any mode.
   *
   * @param deadline by when
   * @return completes once they are written, as far as the database takes them now, and by the
   *     deadline in any case; at once when none waits or the database does not serve
   */
  public CompletionStage<Void> flushed(Deadline deadline) {
    if (!serving || (buffer.waiting() == 0 && flusher.underWay() == 0)) {
      return DONE;
    }
    CompletableFuture<Void> flushed = flushes.await(deadline);
    wake();
    return flushed;
  }

  /** Returns how many event types were touched and are not written yet. */
  public int waiting() {
    return buffer.waiting() + flusher.underWay();
  }

  private CompletionStage<Void> touch(EventTypeRows rows) {
    if (!closed && !rows.isTouched()) {
      if (!buffer.touch(rows)) {
        return CompletableFuture.failedStage(overloaded());
      }
      if (conf.mode() == TouchMode.WRITE_BEHIND && buffer.waiting() >= MANY) {
        wake();
      }
    }
    // Checked last: a touch made while this was open is in the last flush.
    return closed ? CompletableFuture.failedStage(closedError()) : DONE;
  }

  private CompletionStage<Void> touchNow(EventTypeRows rows, Deadline deadline) {
    Acknowledgement written = acknowledgements.await(rows, deadline);
    if (!buffer.touch(rows)) {
      written.completeExceptionally(overloaded());
    }
    wake();
    // Checked last, as above.
    if (closed) {
      written.completeExceptionally(closedError());
    }
    return written;
  }

  private static StoreException error(ErrorCode code, String message) {
    return new StoreException(code, StoreException.Store.POSTGRESQL, message, List.of(), null);
  }

  private static StoreException overloaded() {
    return error(
        ErrorCode.OVERLOADED,
        "a touch was refused, as "
            + CAPACITY
            + " event types wait to be written; see whether PostgreSQL serves, and try again"
            + " later");
  }

  private static StoreException closedError() {
    return error(
        ErrorCode.CLOSED,
        "a touch came after the storage was closed; repeat the request in another instance, or open a"
            + " new storage");
  }

  private void wake() {
    if (!hurry) {
      hurry = true;
      LockSupport.unpark(thread);
    }
  }

  /**
   * Writes touches until the writer is closed. It does not wait for callers to gather: callers that
   * come while a statement runs share the next statement.
   */
  private void run() {
    while (!closed) {
      pause(true);
      hurry = false;
      List<CompletableFuture<Void>> awaited = flushes.take();
      serving = flush(awaited.isEmpty());
      afterFlush(awaited);
      if (!serving) {
        pause(false);
      }
    }
    flushUntil(Objects.requireNonNull(closing));
    flushes.complete(flushes.take());
  }

  /** Answers callers and asks for statistics. A process without threads to spare fails here. */
  private void afterFlush(List<CompletableFuture<Void>> awaited) {
    try {
      flushes.complete(awaited);
      hotRatio.refresh();
    } catch (RuntimeException | Error e) {
      LOG.error("touches are written, but callers that wait for them hear of it late", e);
    }
  }

  /**
   * Writes what waits. A touch that comes meanwhile may meet the flush before, and is written too.
   */
  private void flushUntil(Deadline end) {
    flush(false);
    while (!buffer.isEmpty() && !end.expired()) {
      LockSupport.parkNanos(this, CLOSING_PAUSE.toNanos());
      flush(false);
    }
    allWritten = buffer.isEmpty();
  }

  /** Flushes the buffer, and logs an error of ours or of a host's object, which must not end it. */
  private boolean flush(boolean holdBack) {
    try {
      return flusher.flush(holdBack);
    } catch (RuntimeException | Error e) {
      LOG.error("touches could not be flushed", e);
      return false;
    }
  }

  /** Waits until the interval ends. */
  private void pause(boolean endsInHurry) {
    long end = System.nanoTime() + conf.interval().toNanos();
    for (long left = conf.interval().toNanos();
        left > 0 && !closed && !(endsInHurry && hurry);
        left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  /** Writes the waiting touches within 5 s at most, and logs how many could not be written. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    Deadline end = Deadline.after(CLOSE_TIMEOUT);
    closing = end;
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(end.remaining().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!allWritten) {
      LOG.warn(
          "{} event types could not be touched within {} of closing; {}",
          waiting(),
          CLOSE_TIMEOUT,
          journal.enabled() ? "the journal keeps them" : "their time_updated is behind");
    }
    acknowledgements.failAll(closedError());
    journal.close();
  }
}
