package net.es.esmond.storage.testkit.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.data.TestData;

/**
 * One instance's work: it writes points, each once, and reads some of them back, at a steady pace
 * and with the default deadline, until it is stopped. A point's value is its number.
 */
final class Load {
  private static final int PER_SECOND = 100;
  private static final int IN_FLIGHT = 64;
  private static final int SERIES = 20;
  private static final int READ_EVERY = 4;

  private final Archive archive;
  private final List<String> keys;
  private final Random random;
  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(1, ChronoUnit.DAYS);
  private final BitSet written = new BitSet();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong missed = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();
  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final Thread thread = new Thread(this::run, "topology-load");
  private volatile Throwable lastFailure;
  private volatile boolean stopped;
  private int sent;

  private Load(EsmondStorage storage, long seed) {
    this.archive = storage.archive();
    this.random = new Random(seed);
    this.keys =
        IntStream.range(0, SERIES)
            .mapToObj(i -> TestData.newTest().eventType(EventType.THROUGHPUT).build())
            .map(test -> storage.metadata().register(test).key())
            .toList();
    thread.setDaemon(true);
  }

  static Load start(EsmondStorage storage, long seed) {
    Load load = new Load(storage, seed);
    load.thread.start();
    return load;
  }

  private void run() {
    long next = System.nanoTime();
    for (int i = 1; !stopped; i++) {
      next += 1_000_000_000L / PER_SECOND;
      while (next - System.nanoTime() > 0) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
      room.acquireUninterruptibly();
      long begin = System.nanoTime();
      boolean reads = i % READ_EVERY == 0 && sent > IN_FLIGHT;
      (reads ? read(random.nextInt(sent)) : write(sent++))
          .whenComplete(
              (done, error) -> {
                slowestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
                if (error != null) {
                  failed.incrementAndGet();
                  lastFailure = error;
                }
                room.release();
              });
    }
  }

  private CompletionStage<?> write(int number) {
    return archive
        .writeAsync(key(number), "throughput", new Point(time(number), new IntegerValue(number)))
        .thenRun(
            () -> {
              acknowledged.incrementAndGet();
              synchronized (written) {
                written.set(number);
              }
            });
  }

  private CompletionStage<?> read(int number) {
    boolean expected = isWritten(number);
    Instant time = time(number);
    return archive
        .readPageAsync(
            SeriesQuery.base(key(number), "throughput").between(time, time.plusSeconds(1)))
        .thenAccept(page -> check(expected, number, page));
  }

  /** At a level that may miss points, a page that lacks one is no error. */
  private void check(boolean expected, int number, Page page) {
    boolean found =
        page.points().stream().anyMatch(p -> p.value().equals(new IntegerValue(number)));
    if (expected && !found) {
      missed.incrementAndGet();
    }
  }

  private boolean isWritten(int number) {
    synchronized (written) {
      return written.get(number);
    }
  }

  /** Waits until further points have been acknowledged. */
  void awaitFurther(int points) {
    long before = acknowledged.get();
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> assertThat(acknowledged.get()).as(this::toString).isGreaterThan(before + points));
  }

  /** Waits for what is under way. */
  void stop() {
    stopped = true;
    try {
      thread.join();
      room.acquire(IN_FLIGHT);
      room.release(IN_FLIGHT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while requests were under way", e);
    }
  }

  /** Reads everything from every replica, and says what became of it. */
  Outcome outcome(EsmondStorage reader) {
    Map<String, Map<Instant, Long>> stored = new HashMap<>();
    for (String key : keys) {
      Map<Instant, Long> points = new HashMap<>();
      reader
          .archive()
          .withTimeout(Duration.ofMinutes(1))
          .read(SeriesQuery.base(key, "throughput").pageSize(10_000).at(ConsistencyLevel.ALL))
          .forEach(point -> points.put(point.time(), ((IntegerValue) point.value()).value()));
      stored.put(key, points);
    }
    long lost =
        IntStream.range(0, sent)
            .filter(this::isWritten)
            .filter(n -> !Long.valueOf(n).equals(stored.get(key(n)).get(time(n))))
            .count();
    return new Outcome(
        acknowledged.get(), failed.get(), lost, missed.get(), slowestNanos.get(), lastFailure);
  }

  private String key(int number) {
    return keys.get(number % SERIES);
  }

  private Instant time(int number) {
    return start.plusSeconds(number / SERIES);
  }

  @Override
  public String toString() {
    return acknowledged + " acknowledged, " + failed + " failed, last " + lastFailure;
  }
}
