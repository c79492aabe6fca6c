package net.es.esmond.storage.testkit.chaos;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.TimeSeriesStore;

/** Writes new points, writes some of them again, and reads others, at a steady pace. */
final class Load {
  private static final int PER_SECOND = 400;
  private static final int IN_FLIGHT = 256;
  private static final Duration BUDGET = Duration.ofSeconds(30);

  private final TimeSeriesStore store;
  private final History history;
  private final Random random;
  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final Thread thread = new Thread(this::run, "chaos-load");
  private volatile boolean stopped;

  Load(TimeSeriesStore store, History history, long seed) {
    this.store = store;
    this.history = history;
    this.random = new Random(seed);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
    room.acquire(IN_FLIGHT);
  }

  private void run() {
    long next = System.nanoTime();
    while (!stopped && history.lastNumber() < History.MAX_WRITES - 2) {
      next += 1_000_000_000L / PER_SECOND;
      while (next - System.nanoTime() > 0) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
      room.acquireUninterruptibly();
      int kind = history.places() == 0 ? 0 : random.nextInt(10);
      long start = System.nanoTime();
      request(kind)
          .whenComplete(
              (done, error) -> {
                history.ended(System.nanoTime() - start, error);
                room.release();
              });
    }
  }

  private CompletionStage<?> request(int kind) {
    if (kind >= 6) {
      int place = random.nextInt(history.places());
      int expected = history.expectedAt(place);
      return store
          .read(history.read(place), Deadline.after(BUDGET))
          .thenAccept(page -> history.sawAt(expected, page));
    }
    Optional<Integer> place =
        kind == 5 ? Optional.of(random.nextInt(history.places())) : Optional.empty();
    SeriesWrite write = history.write(place);
    int number = history.lastNumber();
    return store
        .write(write, Deadline.after(BUDGET))
        .thenAccept(done -> history.acknowledged(number));
  }
}
