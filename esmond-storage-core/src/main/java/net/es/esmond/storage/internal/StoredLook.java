package net.es.esmond.storage.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.StampedPoint;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what is stored at the times of points that are about to be written. Asks the store, unless
 * this instance is the only writer and they are later than whatever it wrote or found. Safe for use
 * by many threads.
 */
final class StoredLook {
  private static final Logger LOG = LoggerFactory.getLogger(StoredLook.class);

  private static final Duration LEARNING_TIMEOUT = Duration.ofSeconds(3);

  /** A replica that is missing keeps the newest times from being learned, and costs time. */
  private static final Duration LEARNING_AGAIN_AFTER = Duration.ofSeconds(10);

  private final TimeSeriesStore store;
  private final CompleteReads complete;
  private final SoleWriter writer;
  private final NewestTimes newest = new NewestTimes();
  private volatile @Nullable Moment failed;

  /**
   * Creates the look.
   *
   * @param writer closed with this object
   */
  StoredLook(TimeSeriesStore store, CompleteReads complete, SoleWriter writer) {
    this.store = store;
    this.complete = complete;
    this.writer = writer;
  }

  /**
   * Finds what is stored, as soon as this instance may write.
   *
   * @param points to write, not empty
   * @param noOther whether no other write of the series is under way in this instance
   */
  CompletionStage<List<StampedPoint>> find(
      Series series, List<StoredPoint> points, BooleanSupplier noOther, Deadline deadline) {
    return writer.enter(deadline).thenCompose(in -> entered(series, points, noOther, deadline));
  }

  private CompletionStage<List<StampedPoint>> entered(
      Series series, List<StoredPoint> points, BooleanSupplier noOther, Deadline deadline) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (StoredPoint point : points) {
      first = Math.min(first, point.timeMillis());
      last = Math.max(last, point.timeMillis());
    }
    long tenure = complete.repairDue().getAsBoolean() ? 0 : writer.tenure();
    if (newest.pass(series, first, last, tenure)) {
      return completedFuture(List.of());
    }
    if (tenure == 0 || newest.knows(series, last, tenure) || !mayLearn(deadline)) {
      return ask(series, points, deadline);
    }
    NewestTimes.Newest learning = newest.learn(series, last);
    // Another write may have been sent before there was anything here to take note of it.
    if (!noOther.getAsBoolean() || !learning.holds(first)) {
      return ask(series, points, deadline);
    }
    return learn(learning, series, first, tenure)
        .thenCompose(
            nothing -> nothing ? completedFuture(List.of()) : ask(series, points, deadline));
  }

  private boolean mayLearn(Deadline deadline) {
    return deadline.remaining().compareTo(LEARNING_TIMEOUT.multipliedBy(2)) > 0
        && Moment.isOver(failed, LEARNING_AGAIN_AFTER, Moment.now());
  }

  /** Learns the newest time of a partition; true when nothing is stored from a time on. */
  private CompletionStage<Boolean> learn(
      NewestTimes.Newest learning, Series series, long fromMillis, long tenure) {
    return store
        .newestFrom(series, fromMillis, Deadline.after(LEARNING_TIMEOUT))
        .handle(
            (time, error) -> {
              if (error == null) {
                learning.learned(time.orElse(Long.MIN_VALUE), tenure);
                return time.isEmpty();
              }
              LOG.debug("the newest time of {} was not learned", series, error);
              failed = Moment.now();
              return false;
            });
  }

  private CompletionStage<List<StampedPoint>> ask(
      Series series, List<StoredPoint> points, Deadline deadline) {
    List<Long> times = points.stream().map(StoredPoint::timeMillis).toList();
    return complete
        .read(Optional.empty(), (level, by) -> store.stored(series, times, level, by), deadline)
        .thenApply(CompleteReads.Answer::found);
  }

  /**
   * Ends this instance's writing.
   *
   * @param idle whether no write is under way
   */
  void close(BooleanSupplier idle) {
    writer.close(idle);
  }
}
