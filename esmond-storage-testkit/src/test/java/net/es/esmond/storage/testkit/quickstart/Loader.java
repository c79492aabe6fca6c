package net.es.esmond.storage.testkit.quickstart;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes series point by point, as measurements arrive, with a bounded number in flight. */
final class Loader {
  private static final Logger LOG = LoggerFactory.getLogger(Loader.class);
  private static final int IN_FLIGHT = 128;

  private final Archive archive;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
  private final AtomicLong failed = new AtomicLong();
  private long sent;

  Loader(Archive archive) {
    this.archive = archive;
  }

  /**
   * Sends every point of a series.
   *
   * @param metadataKey the registered test
   * @param beforeEach called with the number of points sent so far
   */
  void load(String metadataKey, TestSeries series, LongConsumer beforeEach)
      throws InterruptedException {
    for (Map.Entry<Instant, Value> point : series.points().entrySet()) {
      beforeEach.accept(sent++);
      inFlight.acquire();
      archive
          .writeAsync(
              metadataKey,
              series.eventType().esmondName(),
              new Point(point.getKey(), point.getValue()))
          .whenComplete(
              (done, failure) -> {
                inFlight.release();
                if (failure != null) {
                  failed.incrementAndGet();
                  LOG.warn("point of {} at {} not written", series.test(), point.getKey(), failure);
                }
              });
    }
  }

  /** Waits until every point sent was answered; each has its own deadline. */
  void awaitAnswers() throws InterruptedException {
    inFlight.acquire(IN_FLIGHT);
    inFlight.release(IN_FLIGHT);
  }

  long sent() {
    return sent;
  }

  long failed() {
    return failed.get();
  }
}
