package net.es.esmond.storage.testkit.bench.session;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Drives a contender as fast as it goes. */
final class Capacity {
  private static final int IN_FLIGHT = 64;

  private Capacity() {}

  /** Requests a second over some seconds, after as many to warm up. */
  static double of(Contender contender, int seconds) throws InterruptedException {
    run(contender, 0, seconds * 1_000_000_000L);
    long start = System.nanoTime();
    long done = run(contender, 0, seconds * 1_000_000_000L);
    return done / ((System.nanoTime() - start) / 1e9);
  }

  /** Sends a number of requests. */
  static void send(Contender contender, long first, long count) throws InterruptedException {
    Semaphore places = new Semaphore(IN_FLIGHT);
    for (long n = first; n < first + count; n++) {
      places.acquire();
      contender.request(n).whenComplete((result, error) -> places.release());
    }
    places.acquire(IN_FLIGHT);
  }

  private static long run(Contender contender, long first, long nanos) throws InterruptedException {
    Semaphore places = new Semaphore(IN_FLIGHT);
    AtomicLong done = new AtomicLong();
    long end = System.nanoTime() + nanos;
    for (long n = first; System.nanoTime() - end < 0; n++) {
      places.acquire();
      contender
          .request(n)
          .whenComplete(
              (result, error) -> {
                if (error == null) {
                  done.incrementAndGet();
                }
                places.release();
              });
    }
    places.acquire(IN_FLIGHT);
    return done.get();
  }
}
