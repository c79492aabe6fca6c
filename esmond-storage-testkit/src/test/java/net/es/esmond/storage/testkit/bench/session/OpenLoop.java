package net.es.esmond.storage.testkit.bench.session;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests at a fixed rate, whatever becomes of them, and measures each from the moment at
 * which it was due.
 */
final class OpenLoop {
  private static final int MAX_REQUESTS = 2_000_000;
  private static final long WINDOW_NANOS = 250_000_000;
  private static final long GOOD_NANOS = 100_000_000;

  private final Contender contender;
  private final long first;
  private final double nanosPerRequest;
  private final long start = System.nanoTime();
  private final AtomicLongArray latencies = new AtomicLongArray(MAX_REQUESTS);
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Thread thread = new Thread(this::send, "bench-load");
  private volatile int sent;
  private volatile Throwable lastError;

  /** Only ever written by the thread, but for the mark. */
  private volatile long lagNanos;

  private OpenLoop(Contender contender, long first, double perSecond) {
    this.contender = contender;
    this.first = first;
    this.nanosPerRequest = 1e9 / perSecond;
  }

  /**
   * Starts to send.
   *
   * @param first number of the first request
   */
  static OpenLoop start(Contender contender, long first, double perSecond) {
    OpenLoop loop = new OpenLoop(contender, first, perSecond);
    loop.thread.setDaemon(true);
    loop.thread.start();
    return loop;
  }

  private void send() {
    for (int i = 0; !stopped.get() && i < MAX_REQUESTS; i++) {
      long due = due(i);
      while (due - System.nanoTime() > 0) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      int request = i;
      sent = i + 1;
      lagNanos = Math.max(lagNanos, System.nanoTime() - due);
      try {
        contender.request(first + i).whenComplete((result, error) -> end(request, due, error));
      } catch (RuntimeException e) {
        end(request, due, e);
      }
    }
  }

  private long due(int request) {
    return start + (long) (request * nanosPerRequest);
  }

  private void end(int request, long due, Throwable error) {
    long latency = Math.max(1, System.nanoTime() - due);
    latencies.set(request, error == null ? latency : -latency);
    if (error != null) {
      lastError = error;
    }
    ended.incrementAndGet();
  }

  /** Requests that were sent so far. */
  int sent() {
    return sent;
  }

  Throwable lastError() {
    return lastError;
  }

  /** The moment from which on requests count. */
  long mark() {
    lagNanos = 0;
    return System.nanoTime();
  }

  /** How late a request was sent, at worst, since the mark. */
  double lagMillis() {
    return lagNanos / 1e6;
  }

  /** Waits for every request to end. */
  void stop() throws InterruptedException {
    stopped.set(true);
    thread.join();
    long end = System.nanoTime() + 2 * LibraryContender.TIMEOUT.toNanos();
    while (ended.get() < sent && end - System.nanoTime() > 0) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** What became of the requests that were due from a moment on. */
  Outcome since(long nanoTime) {
    int first = (int) Math.max(0, Math.ceil((nanoTime - start) / nanosPerRequest));
    long failed = 0;
    long slowest = 0;
    long lastFailure = 0;
    long lastBadWindow = 0;
    int windowSlow = 0;
    int windowCount = 0;
    long window = 0;
    for (int i = first; i < sent; i++) {
      long since = due(i) - nanoTime;
      if (since / WINDOW_NANOS != window) {
        if (windowSlow * 100 > windowCount) {
          lastBadWindow = window + 1;
        }
        window = since / WINDOW_NANOS;
        windowSlow = 0;
        windowCount = 0;
      }
      long latency = latencies.get(i);
      windowCount++;
      if (latency <= 0 || latency > GOOD_NANOS) {
        windowSlow++;
      }
      if (latency <= 0) {
        failed++;
        lastFailure = since - latency;
      }
      slowest = Math.max(slowest, Math.abs(latency));
    }
    return new Outcome(
        sent - first, failed, slowest / 1e6, lastBadWindow * WINDOW_NANOS / 1e9, lastFailure / 1e9);
  }

  /** The slowest of the requests that were due before a moment, in ms. */
  double slowestMillisBefore(long nanoTime) {
    long slowest = 0;
    for (int i = 0; i < sent && due(i) - nanoTime < 0; i++) {
      slowest = Math.max(slowest, Math.abs(latencies.get(i)));
    }
    return slowest / 1e6;
  }

  record Outcome(
      int requests,
      long failed,
      double slowestMillis,
      double secondsToGood,
      double lastFailureSeconds) {}
}
