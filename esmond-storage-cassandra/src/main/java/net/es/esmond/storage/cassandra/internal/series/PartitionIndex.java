package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.cassandra.internal.batch.Batches;
import net.es.esmond.storage.cassandra.internal.batch.GroupCommit;
import net.es.esmond.storage.cassandra.internal.batch.RowWrite;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.PartitionStore;
import org.jspecify.annotations.Nullable;

/**
 * Records which partitions exist, so that reads without bounds and sweeps find them. Every instance
 * records a partition once an hour, before it acknowledges its first point there. So no
 * acknowledged point is in a partition that the index lacks. Partitions that are recorded at the
 * same time share requests, whichever replicas their rows have: the rows of one shard become one
 * mutation.
 */
final class PartitionIndex {
  /**
   * Largest number of partitions in memory, about 30 MB. Then the memory is cleared, and partitions
   * are recorded once more.
   */
  private static final int MAX_KNOWN = 200_000;

  /** Number of partitions in one page of the index, so small that no node searches for long. */
  private static final int PARTITIONS_PAGE = 250;

  /** Largest number of partitions that wait to be recorded. Further ones fail at once. */
  private static final int MAX_WAITING = 10_000;

  private final Clock clock;
  private final Requests requests;
  private final Batches batches;
  private final PartitionTables tables;

  /** The times at which partitions were recorded, on the clock of {@link System#nanoTime}. */
  private final Map<Key, Long> recorded = new ConcurrentHashMap<>();

  private final GroupCommit<BatchKey, PendingRows> groups;

  private record Key(Series series, Partition partition) {}

  /** The properties that all rows of one group share, whichever replicas they have. */
  private record BatchKey(ConsistencyLevel level, Duration budget) {}

  private record PendingRows(List<RowWrite> rows, Deadline deadline) implements GroupCommit.Item {
    @Override
    public int weight() {
      return rows.stream().mapToInt(RowWrite::dataBytes).sum();
    }
  }

  PartitionIndex(Requests requests, CqlIdentifier keyspace, Clock clock, GroupCommit.Timer timer) {
    this.clock = clock;
    this.requests = requests;
    this.batches = new Batches(requests);
    this.tables = PartitionTables.in(keyspace);
    this.groups =
        new GroupCommit<>(
            GroupCommit.WIDTH, Batches.QUIET_BYTES, MAX_WAITING, timer, this::sendGroup);
  }

  /**
   * Records a partition, unless that was done a short while ago. To be awaited before points of the
   * partition are acknowledged, with the points' level.
   */
  CompletionStage<Void> record(
      Series series, Partition partition, ConsistencyLevel level, Deadline deadline) {
    Key key = new Key(series, partition);
    long now = System.nanoTime();
    Long before = recorded.get(key);
    if (before != null && now - before < PartitionStore.LISTED_FOR.toNanos()) {
      return CompletableFuture.completedFuture(null);
    }
    return groups
        .submit(
            new BatchKey(level, deadline.budget()),
            new PendingRows(rows(series.path(), partition), deadline))
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    CqlSeriesWriter.overloaded(MAX_WAITING, "new partitions")))
        .thenRun(() -> recorded(key, now));
  }

  private List<RowWrite> rows(String path, Partition partition) {
    int year = partition.year();
    byte number = partition.storedNumber();
    // Not the points' write timestamp, which may be in the future to win over stored ones.
    long micros = TimeUnit.MILLISECONDS.toMicros(clock.millis());
    return List.of(
        new IndexRow(tables.insert(), micros, path, path, year, number),
        new IndexRow(
            tables.insertByMonth(), micros, path, year, number, PartitionTables.shard(path), path));
  }

  private CompletionStage<Void> sendGroup(
      BatchKey key, List<PendingRows> group, Deadline deadline) {
    return batches.send(
        group.stream().flatMap(item -> item.rows().stream()).toList(), key.level(), deadline);
  }

  private void recorded(Key key, long now) {
    if (recorded.size() >= MAX_KNOWN) {
      recorded.clear();
    }
    recorded.put(key, now);
  }

  /**
   * Removes a partition from both tables of the index. The table of all series comes last, since
   * sweeps find remains there.
   */
  CompletionStage<Void> remove(
      Series series,
      Partition partition,
      long timestampMicros,
      ConsistencyLevel level,
      Deadline deadline) {
    recorded.remove(new Key(series, partition));
    String path = series.path();
    byte number = partition.storedNumber();
    return requests
        .send(
            c ->
                c.prepared(tables.delete())
                    .bind(path, partition.year(), number)
                    .setQueryTimestamp(timestampMicros)
                    .setConsistencyLevel(level),
            deadline)
        .thenCompose(
            removed ->
                requests.send(
                    c ->
                        c.prepared(tables.deleteByMonth())
                            .bind(partition.year(), number, PartitionTables.shard(path), path)
                            .setQueryTimestamp(timestampMicros)
                            .setConsistencyLevel(level),
                    deadline))
        .thenAccept(removed -> {});
  }

  /** Returns the partitions of a series, oldest first. */
  CompletionStage<List<Partition>> list(Series series, ConsistencyLevel level, Deadline deadline) {
    // All partitions since 2000 fit into one page of the driver's default size, 5000 rows.
    return requests
        .send(
            c -> c.prepared(tables.select()).bind(series.path()).setConsistencyLevel(level),
            deadline)
        .thenApply(PartitionIndex::partitions);
  }

  private static List<Partition> partitions(AsyncResultSet rows) {
    List<Partition> partitions = new ArrayList<>();
    for (Row row : rows.currentPage()) {
      partitions.add(new Partition(row.getInt(0), row.getByte(1)));
    }
    Collections.sort(partitions);
    return partitions;
  }

  /** Returns the partitions that at least one series has. */
  CompletionStage<SortedSet<Partition>> partitions(ConsistencyLevel level, Deadline deadline) {
    return partitions(new TreeSet<>(), null, level, deadline);
  }

  private CompletionStage<SortedSet<Partition>> partitions(
      SortedSet<Partition> before,
      @Nullable ByteBuffer pagingState,
      ConsistencyLevel level,
      Deadline deadline) {
    return requests
        .send(
            c ->
                c.prepared(tables.selectAll())
                    .bind()
                    .setPageSize(PARTITIONS_PAGE)
                    .setPagingState(pagingState)
                    .setConsistencyLevel(level),
            deadline)
        .thenCompose(
            rows -> {
              before.addAll(partitions(rows));
              ByteBuffer next = rows.getExecutionInfo().getPagingState();
              return next == null
                  ? CompletableFuture.completedFuture(before)
                  : partitions(before, next, level, deadline);
            });
  }

  /** Returns a page of the series that have a partition, in one shard, in order of their paths. */
  CompletionStage<List<String>> paths(
      Partition partition,
      int shard,
      String after,
      int limit,
      ConsistencyLevel level,
      Deadline deadline) {
    return requests
        .send(
            c ->
                c.prepared(tables.selectByMonth())
                    .bind(partition.year(), partition.storedNumber(), (byte) shard, after, limit)
                    .setPageSize(limit)
                    .setConsistencyLevel(level),
            deadline)
        .thenApply(
            rows -> {
              List<String> paths = new ArrayList<>();
              rows.currentPage()
                  .forEach(row -> paths.add(Objects.requireNonNull(row.getString(0))));
              return paths;
            });
  }
}
