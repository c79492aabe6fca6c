package net.es.esmond.storage.testkit.bench.growth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.metadata.MetadataQuery;

/**
 * What a service does all day, at a fixed rate: a point for each test in turn, for every tenth of
 * them a page of the last hour, and now and then a search for what has changed.
 */
final class LiveLoad {
  private static final int IN_FLIGHT = 512;
  private static final int READ_EVERY = 10;
  private static final int SEARCH_EVERY = 500;
  private static final int FOUND = 100;
  private static final Duration CHANGED = Duration.ofSeconds(5);

  private final EsmondStorage storage;
  private final GrowingArchive archive;
  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  LiveLoad(EsmondStorage storage, GrowingArchive archive) {
    this.storage = storage;
    this.archive = archive;
  }

  /** Goes on for a while; returns what the process held at the end of each of so many parts. */
  List<ProcessMemory> run(Duration duration, double perSecond, int parts)
      throws InterruptedException {
    List<ProcessMemory> held = new ArrayList<>();
    long start = System.nanoTime();
    long n = 0;
    for (int part = 1; part <= parts; part++) {
      long end = start + duration.toNanos() * part / parts;
      while (System.nanoTime() - end < 0) {
        long due = start + (long) (n * 1e9 / perSecond);
        while (due - System.nanoTime() > 0) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        point(n++);
      }
      held.add(ProcessMemory.now());
      System.out.printf(Locale.ROOT, "live mix, %,d points: %s%n", n, held.get(held.size() - 1));
    }
    room.acquire(IN_FLIGHT);
    if (failure.get() != null) {
      throw new IllegalStateException("a call failed", failure.get());
    }
    archive.wroteLive(n);
    return held;
  }

  private void point(long n) throws InterruptedException {
    started(archive.writeLive(n));
    if (n % READ_EVERY == 0) {
      started(archive.lastHourAsync(n));
    }
    if (n % SEARCH_EVERY == 0) {
      started(
          storage
              .metadata()
              .findPageAsync(
                  MetadataQuery.builder()
                      .updatedSince(Instant.now().minus(CHANGED))
                      .limit(FOUND)
                      .build()));
    }
  }

  /** A call that has been started takes a place, so at most one more than these is under way. */
  private void started(CompletionStage<?> call) throws InterruptedException {
    room.acquire();
    var unused =
        call.whenComplete(
            (result, error) -> {
              room.release();
              if (error != null) {
                failure.compareAndSet(null, error);
              }
            });
  }
}
