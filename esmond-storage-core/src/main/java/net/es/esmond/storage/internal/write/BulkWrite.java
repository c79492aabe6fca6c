package net.es.esmond.storage.internal.write;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.WriteResult;

/**
 * Writes any number of points. It gathers points by series, and sends those of a series when they
 * are large enough to fill several requests. The caller waits while too many requests are in
 * flight. When too much memory is used, everything gathered is sent. A second value for a time is
 * sent in a call of its own after the first value, however far apart the two are. For one thread,
 * and one use.
 */
public final class BulkWrite {
  private static final int GATHERING_BYTES = 256 * 1024;
  private static final int GATHERED_BYTES = 32 * 1024 * 1024;

  /** Approximate size of one request, in bytes. */
  private static final int REQUEST_BYTES = 32 * 1024;

  /**
   * Permits for requests in flight. The points of one call keep their permits from their lookup to
   * their last answer, so about half of the requests are really in flight. More requests make no
   * cluster faster and keep other callers waiting.
   */
  private static final int IN_FLIGHT = 128;

  /** Approximate memory of a point besides its value, in bytes. */
  private static final int POINT_BYTES = 128;

  private final BiFunction<Series, List<Point>, CompletionStage<WriteResult>> writer;
  private final ChronoUnit precision;
  private final Map<Key, Gathering> gatherings = new LinkedHashMap<>();
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Object lock = new Object();
  private WriteResult result = WriteResult.NONE;
  private long gatheredBytes;

  /**
   * Creates a bulk write.
   *
   * @param writer writes points of one series
   * @param precision of the times that are stored
   */
  public BulkWrite(
      BiFunction<Series, List<Point>, CompletionStage<WriteResult>> writer, ChronoUnit precision) {
    this.writer = writer;
    this.precision = precision;
  }

  private record Key(String metadataKey, EventType eventType) {}

  /** Points of one series that are still to be sent, in rounds that have no time twice. */
  private static final class Gathering {
    final List<Map<Instant, Point>> rounds = new ArrayList<>();
    long bytes;

    void add(Instant time, Point point) {
      for (Map<Instant, Point> round : rounds) {
        if (round.putIfAbsent(time, point) == null) {
          return;
        }
      }
      Map<Instant, Point> round = new LinkedHashMap<>();
      round.put(time, point);
      rounds.add(round);
    }
  }

  public WriteResult write(Iterator<SeriesPoint> points) {
    try {
      while (points.hasNext() && failure.get() == null) {
        add(points.next());
      }
      if (failure.get() == null) {
        sendAll();
      }
    } finally {
      awaitAnswers();
    }
    Throwable failed = failure.get();
    if (failed != null) {
      return Futures.await(CompletableFuture.failedFuture(failed));
    }
    synchronized (lock) {
      return result;
    }
  }

  private void add(SeriesPoint given) {
    Key key = new Key(given.metadataKey(), given.eventType());
    Gathering gathering = gatherings.computeIfAbsent(key, k -> new Gathering());
    int bytes = POINT_BYTES + given.point().value().stored().bytes();
    gathering.add(given.point().time().truncatedTo(precision), given.point());
    gathering.bytes += bytes;
    gatheredBytes += bytes;
    if (gathering.bytes >= GATHERING_BYTES) {
      send(key, gathering);
    } else if (gatheredBytes >= GATHERED_BYTES) {
      sendAll();
    }
  }

  private void sendAll() {
    Map<Key, Gathering> all = new LinkedHashMap<>(gatherings);
    all.forEach(
        (key, gathering) -> {
          if (failure.get() == null) {
            send(key, gathering);
          }
        });
  }

  /**
   * Sends the gathered points of a series. Those of one series are sent in order, so that a
   * conflict between them is found.
   */
  private void send(Key key, Gathering gathering) {
    gatheredBytes -= gathering.bytes;
    gatherings.remove(key);
    int requests = (int) Math.min(IN_FLIGHT, 1 + gathering.bytes / REQUEST_BYTES);
    for (Map<Instant, Point> round : gathering.rounds) {
      send(key, List.copyOf(round.values()), requests);
    }
  }

  private void send(Key key, List<Point> points, int requests) {
    awaitRoom(requests);
    CompletionStage<WriteResult> written;
    try {
      written = writer.apply(Series.base(key.metadataKey(), key.eventType()), points);
    } catch (RuntimeException e) {
      written = CompletableFuture.failedFuture(e);
    }
    var unheard =
        written.whenComplete(
            (wrote, error) -> {
              if (error == null) {
                add(wrote);
              } else {
                failure.compareAndSet(null, Futures.unwrap(error));
              }
              inFlight.release(requests);
            });
  }

  private void add(WriteResult wrote) {
    synchronized (lock) {
      result = result.plus(wrote);
    }
  }

  /** Waits for all answers, which come by the deadline of each write. */
  private void awaitAnswers() {
    awaitRoom(IN_FLIGHT);
  }

  private void awaitRoom(int requests) {
    try {
      inFlight.acquire(requests);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(e);
    }
  }
}
