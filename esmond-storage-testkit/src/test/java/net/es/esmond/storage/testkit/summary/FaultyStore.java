package net.es.esmond.storage.testkit.summary;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.StaleMark;
import net.es.esmond.storage.spi.StoredSummary;
import net.es.esmond.storage.spi.SummaryProgress;
import net.es.esmond.storage.spi.SummaryStore;
import net.es.esmond.storage.spi.SummaryWrite;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.memory.ForwardingTimeSeriesStore;

/**
 * One instance's way to the store: its requests go through, fail, fail although they took effect,
 * or take effect later, as a test decides for each. For one thread.
 */
final class FaultyStore extends ForwardingTimeSeriesStore {
  private final TimeSeriesStore store;
  private final Supplier<Fate> queries;
  private final Supplier<Fate> updates;
  private final Queue<Runnable> delayed = new ArrayDeque<>();

  /** What becomes of a request. */
  enum Fate {
    /** It succeeds. */
    SERVED,
    /** It fails and has no effect. */
    LOST,
    /** It fails, but has taken effect. */
    UNKNOWN,
    /** It fails, but takes effect when the test says so. */
    DELAYED
  }

  FaultyStore(TimeSeriesStore store, Supplier<Fate> queries, Supplier<Fate> updates) {
    super(store);
    this.store = store;
    this.queries = queries;
    this.updates = updates;
  }

  /** Lets the delayed requests take effect. */
  void deliver() {
    while (!delayed.isEmpty()) {
      delayed.remove().run();
    }
  }

  @Override
  public CompletionStage<Void> write(SeriesWrite write, Deadline deadline) {
    return update(() -> store.write(write, deadline));
  }

  @Override
  public CompletionStage<Rows<StoredPoint>> read(SeriesRead read, Deadline deadline) {
    return query(() -> store.read(read, deadline));
  }

  @Override
  public SummaryStore summaries() {
    SummaryStore summaries = store.summaries();
    return new SummaryStore() {
      @Override
      public CompletionStage<Rows<StoredSummary>> read(SeriesRead read, Deadline deadline) {
        return query(() -> summaries.read(read, deadline));
      }

      @Override
      public CompletionStage<Void> store(SummaryWrite write, Deadline deadline) {
        // Two requests of the port's back ends: the values, then the counts.
        return update(() -> store.write(write.values(), deadline))
            .thenCompose(written -> update(() -> summaries.store(write, deadline)));
      }

      @Override
      public CompletionStage<Void> markStale(StaleMark mark, Deadline deadline) {
        return update(() -> summaries.markStale(mark, deadline));
      }

      @Override
      public CompletionStage<SummaryProgress> progress(
          Series series, Partition partition, Optional<ConsistencyLevel> level, Deadline deadline) {
        return query(() -> summaries.progress(series, partition, level, deadline));
      }

      @Override
      public CompletionStage<Void> recordLost(
          Series series,
          Partition partition,
          long untilMillis,
          long asOfMicros,
          Retention retention,
          Deadline deadline) {
        return update(
            () ->
                summaries.recordLost(
                    series, partition, untilMillis, asOfMicros, retention, deadline));
      }

      @Override
      public CompletionStage<Void> advance(
          Series series,
          Partition partition,
          long untilMillis,
          long asOfMicros,
          Retention retention,
          Deadline deadline) {
        return update(
            () ->
                summaries.advance(series, partition, untilMillis, asOfMicros, retention, deadline));
      }
    };
  }

  private <T> CompletionStage<T> query(Supplier<CompletionStage<T>> request) {
    return queries.get() == Fate.SERVED ? request.get() : failed();
  }

  private CompletionStage<Void> update(Supplier<CompletionStage<Void>> request) {
    switch (updates.get()) {
      case SERVED:
        return request.get();
      case UNKNOWN:
        return request.get().thenCompose(done -> failed());
      case DELAYED:
        delayed.add(() -> request.get().toCompletableFuture().join());
        return failed();
      default:
        return failed();
    }
  }

  private static <T> CompletionStage<T> failed() {
    return CompletableFuture.failedFuture(
        new StoreException(
            ErrorCode.DEADLINE_EXCEEDED,
            StoreException.Store.CASSANDRA,
            "as the test said",
            List.of(),
            null));
  }
}
