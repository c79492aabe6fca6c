package net.es.esmond.storage.testkit.sql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;

/**
 * 32 threads that read and register without a pause, and remember what was acknowledged, what
 * failed, and how long nothing succeeded.
 */
final class Load implements AutoCloseable {
  private static final int THREADS = 32;

  private final MetadataStore store;
  private final Duration timeout;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final Map<String, Registration> acknowledged = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicLong lastSuccess = new AtomicLong(System.nanoTime());
  private final AtomicLong longestGap = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(THREADS);
  private volatile boolean stopped;

  Load(MetadataStore store, Duration timeout) {
    this.store = store;
    this.timeout = timeout;
    for (int i = 0; i < THREADS; i++) {
      threads.execute(this::run);
    }
  }

  private void run() {
    try {
      while (!stopped) {
        try {
          call();
          succeeded();
        } catch (RuntimeException e) {
          failures.add(e);
        }
      }
    } finally {
      ended.countDown();
    }
  }

  private void call() {
    List<String> keys = new ArrayList<>();
    int some = number.get();
    if (some > 0 && ThreadLocalRandom.current().nextInt(3) > 0) {
      Registration known = registration(ThreadLocalRandom.current().nextInt(some));
      keys.add(known.newKey());
    }
    if (keys.isEmpty()) {
      Registration registration = registration(number.getAndIncrement());
      Metadata record = SqlDatabase.await(store.register(registration, Deadline.after(timeout)));
      acknowledged.put(record.key(), registration);
    } else {
      Optional<Metadata> found =
          SqlDatabase.await(store.find(keys.get(0), Deadline.after(timeout)));
      found.ifPresent(Metadata::checksum);
    }
  }

  static Registration registration(int number) {
    return Registration.pointToPoint()
        .source("198.51.100." + number % 250)
        .inputSource("a.example.net")
        .destination("203.0.113." + number % 250)
        .inputDestination("b.example.net")
        .measurementAgent("198.51.100.1")
        .toolName("load/" + number)
        .eventType(EventType.THROUGHPUT)
        .parameter("number", String.valueOf(number))
        .build();
  }

  private void succeeded() {
    long now = System.nanoTime();
    long gap = now - lastSuccess.getAndSet(now);
    longestGap.accumulateAndGet(gap, Math::max);
  }

  /** How long nothing succeeded, at most, since this was asked last. */
  Duration longestGap() {
    long running = System.nanoTime() - lastSuccess.get();
    return Duration.ofNanos(Math.max(running, longestGap.getAndSet(0)));
  }

  Collection<String> acknowledged() {
    return acknowledged.keySet();
  }

  Collection<Throwable> failures() {
    return failures;
  }

  /** Runs on until this many more registrations are acknowledged. */
  void awaitProgress(int registrations) {
    int target = acknowledged.size() + registrations;
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> acknowledged.size() >= target);
  }

  void stop() throws InterruptedException {
    stopped = true;
    if (!ended.await(timeout.toSeconds() + 5, TimeUnit.SECONDS)) {
      throw new IllegalStateException("calls must end by their deadline, but some did not");
    }
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
  }
}
