package net.es.esmond.storage.internal.write;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.WriteResult;

/**
 * One bulk write under way. Points are read no faster than they are written: while too many
 * requests are in flight nothing is read, and no thread is held. One step at a time runs on the
 * reader; answers come on any thread.
 */
final class BulkRun {
  /** Approximate size of one request, in bytes. */
  private static final int REQUEST_BYTES = 32 * 1024;

  /**
   * Permits for requests in flight. The points of one call keep their permits from their lookup to
   * their last answer, so about half of the requests are really in flight. More requests make no
   * cluster faster and keep other callers waiting.
   */
  private static final int IN_FLIGHT = 128;

  private final Iterator<SeriesPoint> points;
  private final Gatherings gatherings;
  private final BulkWrite.Writer writer;
  private final Deadline deadline;
  private final Executor reader;
  private final LongConsumer progress;
  private final BulkResult result = new BulkResult();
  private final CompletableFuture<WriteResult> done = new CompletableFuture<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;

  /** Whether the points were read to their end. Only the reader uses this field and the next. */
  private boolean read;

  /** Whether nothing more is sent. */
  private boolean sent;

  private final Object permits = new Object();
  private int free = IN_FLIGHT;

  /** Permits that the reader waits for; 0 while it does not wait. */
  private int awaited;

  BulkRun(
      Iterator<SeriesPoint> points,
      Gatherings gatherings,
      BulkWrite.Writer writer,
      Deadline deadline,
      Executor reader,
      LongConsumer progress) {
    this.points = points;
    this.gatherings = gatherings;
    this.writer = writer;
    this.deadline = deadline;
    this.reader = reader;
    this.progress = progress;
  }

  CompletableFuture<WriteResult> start() {
    // A caller may end the stage too.
    var unheard = done.whenComplete((result, error) -> stop());
    reader.execute(this::goOn);
    return done;
  }

  /** Has the reader read and send nothing more, once it runs again. */
  void stop() {
    stopped = true;
  }

  /** Reads and sends until there is no room, and goes on when there is. */
  private void goOn() {
    // After a step that waits for room, another thread may be here already.
    if (sent || sendUntilFailure()) {
      sent = true;
      if (takeRoom(IN_FLIGHT)) {
        end();
      }
    }
  }

  private boolean sendUntilFailure() {
    try {
      return sendAll();
    } catch (Throwable e) {
      // Of the caller's iterator, an Error too: what is under way ends first.
      fail(e);
      return true;
    }
  }

  /** Reads and sends. Returns false when the reader has to wait for room. */
  private boolean sendAll() {
    while (!stopped) {
      Gatherings.Group next = gatherings.next();
      if (next != null) {
        int requests = (int) Math.min(IN_FLIGHT, 1 + next.bytes() / REQUEST_BYTES);
        if (!takeRoom(requests)) {
          return false;
        }
        gatherings.remove();
        send(next, requests);
      } else if (read) {
        return true;
      } else if (points.hasNext()) {
        gatherings.add(points.next());
      } else {
        read = true;
        gatherings.groupAll();
      }
    }
    return true;
  }

  private void send(Gatherings.Group group, int requests) {
    CompletionStage<WriteResult> written =
        Futures.started(
            () -> {
              Series series = Series.base(group.metadataKey(), group.eventType());
              return writer.write(series, group.points(), deadline);
            });
    var unheard =
        written.whenComplete(
            (wrote, error) -> {
              if (error == null) {
                result.add(wrote);
              } else {
                refuse(group, Futures.unwrap(error));
              }
              progress.accept(group.points().size());
              release(requests);
            });
  }

  /** Notes that a group was refused. After other errors, nothing more is sent. */
  private void refuse(Gatherings.Group group, Throwable error) {
    if (error instanceof EsmondException e && e.code() != ErrorCode.CLOSED) {
      result.refuse(
          new RefusedSeries(
              group.metadataKey(),
              group.eventType().esmondName(),
              e.code(),
              String.valueOf(e.getMessage()),
              group.points().size()));
    } else {
      fail(error);
    }
  }

  private void fail(Throwable error) {
    failure.compareAndSet(null, error);
    stop();
  }

  private boolean takeRoom(int requests) {
    synchronized (permits) {
      if (free < requests) {
        awaited = requests;
        return false;
      }
      free -= requests;
      return true;
    }
  }

  private void release(int requests) {
    synchronized (permits) {
      free += requests;
      if (awaited == 0 || free < awaited) {
        return;
      }
      awaited = 0;
    }
    reader.execute(this::goOn);
  }

  /** Ends the run. Nothing is under way. */
  private void end() {
    Throwable failed = failure.get();
    if (failed != null) {
      done.completeExceptionally(failed);
    } else if (read) {
      refuseUnsent();
      done.complete(result.get());
    } else {
      done.completeExceptionally(late("the points were not read to their end within "));
    }
  }

  /** Notes the groups for which there was no room before the deadline. */
  private void refuseUnsent() {
    StoreException late = late("nothing was sent, as others were not answered within ");
    for (Gatherings.Group group = gatherings.next(); group != null; group = gatherings.next()) {
      gatherings.remove();
      refuse(group, late);
      progress.accept(group.points().size());
    }
  }

  private StoreException late(String what) {
    return new StoreException(
        ErrorCode.DEADLINE_EXCEEDED,
        StoreException.Store.CASSANDRA,
        what
            + deadline.budget()
            + ", when "
            + result.points()
            + " points had been answered; repeat the call, or allow it more time",
        List.of(),
        null);
  }
}
