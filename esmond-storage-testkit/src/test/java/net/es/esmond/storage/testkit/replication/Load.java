package net.es.esmond.storage.testkit.replication;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;

/**
 * Reads measurements and writes others until it is closed, no faster than 100 requests a second in
 * each of two threads: the nodes share their processors with all else.
 */
final class Load implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  final AtomicInteger requests = new AtomicInteger();
  final AtomicInteger failed = new AtomicInteger();
  final AtomicInteger wrong = new AtomicInteger();
  final AtomicInteger marked = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  Load(EsmondStorage storage, Measurements measurements, long seed) {
    for (int i = 0; i < 2; i++) {
      Random random = new Random(seed + i);
      int series = 10_000 + i;
      Thread thread =
          new Thread(() -> run(storage, measurements, random, series), "replication-load-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void run(EsmondStorage storage, Measurements measurements, Random random, int series) {
    String key = Measurements.register(storage, series);
    Archive archive = storage.archive().withTimeout(Duration.ofSeconds(30));
    Instant time = Instant.now().minus(Duration.ofDays(1));
    while (!closed) {
      LockSupport.parkNanos(PAUSE_NANOS);
      time = time.plusSeconds(1);
      requests.incrementAndGet();
      try {
        if (random.nextInt(3) == 0) {
          archive.write(key, "throughput", new Point(time, new IntegerValue(1)));
        } else {
          SeriesQuery query = measurements.query(random.nextInt(measurements.keys().size()));
          Page page = archive.readPage(query.pageSize(measurements.each()));
          if (page.possiblyIncomplete()) {
            marked.incrementAndGet();
          } else if (page.points().size() != measurements.each()) {
            wrong.incrementAndGet();
          }
        }
      } catch (EsmondException e) {
        failed.incrementAndGet();
        e.printStackTrace();
      }
    }
  }

  /** Stops, and lets requests under way end. */
  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      try {
        thread.join(20_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public String toString() {
    return requests
        + " requests, "
        + failed
        + " failed, "
        + wrong
        + " wrong, "
        + marked
        + " marked as possibly incomplete";
  }
}
