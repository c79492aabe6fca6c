package net.es.esmond.storage.testkit.memory;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.StaleMark;
import net.es.esmond.storage.spi.StoredSummary;
import net.es.esmond.storage.spi.SummaryProgress;
import net.es.esmond.storage.spi.SummaryStore;
import net.es.esmond.storage.spi.SummaryWrite;

/** Keeps what is known about summaries; their values are points of the store itself. */
final class InMemorySummaries implements SummaryStore {
  private final ConcurrentMap<Window, State> states = new ConcurrentHashMap<>();
  private final ConcurrentMap<Whole, State> partitions = new ConcurrentHashMap<>();
  private final InMemoryTimeSeriesStore values;
  private final Clock clock;

  private record Window(Series series, long start) {}

  /** What stands for a partition: how far it was looked at, or until when it lost points. */
  private record Whole(Series series, Partition partition, boolean lost) {}

  /** A row: a number with its write timestamp, and a mark; the later of each stands. */
  private record State(long number, long asOfMicros, long staleMicros, long expiresAtMillis) {
    static final State NONE = new State(0, Long.MIN_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);

    State merged(State other) {
      State later = other.asOfMicros >= asOfMicros ? other : this;
      return new State(
          later.number,
          later.asOfMicros,
          Math.max(staleMicros, other.staleMicros),
          other.expiresAtMillis);
    }

    /** What is left of it when that of a time, and before, is deleted. */
    State after(long timestampMicros) {
      boolean numberStays = asOfMicros > timestampMicros;
      return new State(
          numberStays ? number : NONE.number,
          numberStays ? asOfMicros : NONE.asOfMicros,
          staleMicros > timestampMicros ? staleMicros : NONE.staleMicros,
          expiresAtMillis);
    }

    boolean isEmpty() {
      return asOfMicros == NONE.asOfMicros && staleMicros == NONE.staleMicros;
    }
  }

  InMemorySummaries(InMemoryTimeSeriesStore values, Clock clock) {
    this.values = values;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Rows<StoredSummary>> read(SeriesRead read, Deadline deadline) {
    Map<Long, InMemoryTimeSeriesStore.Cell> stored = values.cells(read);
    TreeSet<Long> starts = new TreeSet<>(stored.keySet());
    long now = clock.millis();
    Map<Long, State> known = new TreeMap<>();
    states.forEach(
        (window, state) -> {
          if (window.series().equals(read.series())
              && window.start() >= read.fromMillis()
              && window.start() <= read.toMillis()
              && state.expiresAtMillis() > now) {
            known.put(window.start(), state);
          }
        });
    starts.addAll(known.keySet());
    List<StoredSummary> windows = new ArrayList<>();
    starts.forEach(
        start ->
            windows.add(
                summary(
                    start,
                    Optional.ofNullable(stored.get(start)),
                    known.getOrDefault(start, State.NONE))));
    if (read.newestFirst()) {
      Collections.reverse(windows);
    }
    boolean more = windows.size() > read.limit();
    return completedFuture(new Rows<>(more ? windows.subList(0, read.limit()) : windows, more));
  }

  private static StoredSummary summary(
      long start, Optional<InMemoryTimeSeriesStore.Cell> cell, State state) {
    return new StoredSummary(
        start,
        cell.map(InMemoryTimeSeriesStore.Cell::value),
        state.number(),
        cell.map(InMemoryTimeSeriesStore.Cell::timestampMicros).orElse(Long.MIN_VALUE),
        state.staleMicros());
  }

  @Override
  public CompletionStage<Void> store(SummaryWrite write, Deadline deadline) {
    return values
        .write(write.values(), deadline)
        .thenAccept(
            written -> {
              values.remove(write.series(), write.emptied(), write.asOfMicros());
              write
                  .points()
                  .forEach(
                      (start, points) -> {
                        long expiry =
                            InMemoryTimeSeriesStore.expiry(clock, write.ttlSeconds(start));
                        states.merge(
                            new Window(write.series(), start),
                            new State(points, write.asOfMicros(), Long.MIN_VALUE, expiry),
                            State::merged);
                      });
            });
  }

  @Override
  public CompletionStage<Void> markStale(StaleMark mark, Deadline deadline) {
    for (long start : mark.startsMillis()) {
      long expiry = InMemoryTimeSeriesStore.expiry(clock, mark.ttlSeconds(start));
      State state = new State(0, Long.MIN_VALUE, mark.untilMicros(), expiry);
      states.merge(new Window(mark.series(), start), state, State::merged);
      partitions.merge(
          new Whole(mark.series(), Partition.of(mark.series(), start), false),
          new State(Long.MIN_VALUE, Long.MIN_VALUE, mark.untilMicros(), Long.MAX_VALUE),
          State::merged);
    }
    return completedFuture(null);
  }

  @Override
  public CompletionStage<SummaryProgress> progress(
      Series series, Partition partition, Optional<ConsistencyLevel> level, Deadline deadline) {
    State none = new State(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);
    State state = partitions.getOrDefault(new Whole(series, partition, false), none);
    State lost = partitions.getOrDefault(new Whole(series, partition, true), none);
    return completedFuture(
        new SummaryProgress(
            state.number(), state.asOfMicros(), state.staleMicros(), lost.number()));
  }

  @Override
  public CompletionStage<Void> recordLost(
      Series series,
      Partition partition,
      long untilMillis,
      long asOfMicros,
      Retention retention,
      Deadline deadline) {
    return put(new Whole(series, partition, true), untilMillis, asOfMicros);
  }

  @Override
  public CompletionStage<Void> advance(
      Series series,
      Partition partition,
      long untilMillis,
      long asOfMicros,
      Retention retention,
      Deadline deadline) {
    return put(new Whole(series, partition, false), untilMillis, asOfMicros);
  }

  private CompletionStage<Void> put(Whole whole, long untilMillis, long asOfMicros) {
    partitions.merge(
        whole, new State(untilMillis, asOfMicros, Long.MIN_VALUE, Long.MAX_VALUE), State::merged);
    return completedFuture(null);
  }

  void drop(Series series, Partition partition, long timestampMicros) {
    drop(
        states,
        window ->
            window.series().equals(series)
                && Partition.of(series, window.start()).equals(partition),
        timestampMicros);
    drop(
        partitions,
        whole -> whole.series().equals(series) && whole.partition().equals(partition),
        timestampMicros);
  }

  private static <K> void drop(
      ConcurrentMap<K, State> all, Predicate<K> which, long timestampMicros) {
    for (K key : all.keySet()) {
      if (which.test(key)) {
        all.computeIfPresent(
            key,
            (same, state) -> {
              State left = state.after(timestampMicros);
              return left.isEmpty() ? null : left;
            });
      }
    }
  }
}
