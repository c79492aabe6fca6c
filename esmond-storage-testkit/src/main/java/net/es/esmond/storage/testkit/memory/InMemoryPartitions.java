package net.es.esmond.storage.testkit.memory;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.PartitionStore;

/** Finds partitions by looking at the lists of all series. */
final class InMemoryPartitions implements PartitionStore {
  private final InMemoryTimeSeriesStore store;

  InMemoryPartitions(InMemoryTimeSeriesStore store) {
    this.store = store;
  }

  @Override
  public CompletionStage<List<Partition>> partitions(Deadline deadline) {
    return completedFuture(store.listed().distinct().sorted().toList());
  }

  @Override
  public int shards() {
    return 1;
  }

  @Override
  public CompletionStage<List<String>> paths(
      Partition partition, int shard, String after, int limit, Deadline deadline) {
    return completedFuture(
        store.series().stream()
            .filter(series -> store.has(series, partition))
            .map(Series::path)
            .filter(path -> path.compareTo(after) > 0)
            .sorted()
            .limit(limit)
            .toList());
  }

  @Override
  public CompletionStage<Void> clear(
      Series series, Partition partition, long timestampMicros, Deadline deadline) {
    store.clear(series, partition, timestampMicros);
    return completedFuture(null);
  }

  @Override
  public CompletionStage<Void> drop(
      Series series, Partition partition, long timestampMicros, Deadline deadline) {
    store.drop(series, partition, timestampMicros);
    return completedFuture(null);
  }
}
