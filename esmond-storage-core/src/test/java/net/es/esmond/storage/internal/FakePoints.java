package net.es.esmond.storage.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.ConsistencyLevel;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.spi.Leases;
import net.es.esmond.storage.spi.PartitionStore;
import net.es.esmond.storage.spi.ReplicationPort;
import net.es.esmond.storage.spi.SeriesPage;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.StampedPoint;
import net.es.esmond.storage.spi.SummaryStore;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.spi.Writers;

/** Points to look for, and how often that was done. For one thread. */
final class FakePoints implements TimeSeriesStore {
  private final Map<Series, NavigableMap<Long, Long>> points = new HashMap<>();
  int looks;
  int learned;
  boolean learningFails;

  NavigableMap<Long, Long> of(Series series) {
    return points.computeIfAbsent(series, key -> new TreeMap<>());
  }

  @Override
  public CompletionStage<List<StampedPoint>> stored(
      Series series, List<Long> timesMillis, Optional<ConsistencyLevel> level, Deadline deadline) {
    looks++;
    return completedFuture(
        timesMillis.stream()
            .filter(of(series)::containsKey)
            .map(time -> new StampedPoint(point(time, of(series).get(time)), 1))
            .toList());
  }

  static StoredPoint point(long time, long value) {
    return new StoredPoint(time, new StoredValue.Whole(value));
  }

  @Override
  public CompletionStage<OptionalLong> newestFrom(
      Series series, long fromMillis, Deadline deadline) {
    learned++;
    if (learningFails) {
      return failedFuture(new IllegalStateException("no replica"));
    }
    long end = Partition.of(series, fromMillis).endMillis();
    return completedFuture(
        of(series).subMap(fromMillis, end).keySet().stream().mapToLong(time -> time).max());
  }

  @Override
  public CompletionStage<Void> write(SeriesWrite write, Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<List<StoredPoint>> writeAbsent(SeriesWrite write, Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<SeriesPage> read(SeriesRead read, Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<List<Partition>> partitions(
      Series series, Optional<ConsistencyLevel> level, Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ConsistencyLevel completeLevel() {
    return ConsistencyLevel.ONE;
  }

  @Override
  public CompletionStage<Instant> serverTime(Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SummaryStore summaries() {
    throw new UnsupportedOperationException();
  }

  @Override
  public PartitionStore allPartitions() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Leases leases() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Writers writers() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ReplicationPort replication() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
