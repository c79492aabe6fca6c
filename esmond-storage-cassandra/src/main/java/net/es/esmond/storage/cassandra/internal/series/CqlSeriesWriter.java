package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cassandra.internal.batch.Batches;
import net.es.esmond.storage.cassandra.internal.batch.GroupCommit;
import net.es.esmond.storage.cassandra.internal.batch.RowWrite;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.BoundedParallel;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.SeriesWrite;

/**
 * Writes the points of one series in batches, a few at a time. Each batch is within one partition,
 * so a replica applies it as one mutation. A single point shares its batch with other single points
 * that come at the same time and have the same replicas.
 */
final class CqlSeriesWriter {
  /** Number of batches of one write in flight. */
  private static final int WIDTH = 16;

  /** Number of transactions of one write in flight. */
  private static final int TRANSACTIONS = 4;

  /** Size from which on a row gains little from sharing a batch, in bytes. */
  private static final int LARGE_ROW = Batches.QUIET_BYTES / 4;

  /** Largest number of rows that wait for their group. Further rows fail at once. */
  private static final int MAX_WAITING = 10_000;

  private final Requests requests;
  private final CqlIdentifier keyspace;
  private final PartitionIndex index;
  private final PartitionRoutes routes;
  private final Batches batches;
  private final PartitionTransactions transactions;
  private final GroupCommit<BatchKey, PendingRow> groups;

  CqlSeriesWriter(
      Requests requests,
      CqlIdentifier keyspace,
      PartitionIndex index,
      PartitionRoutes routes,
      GroupCommit.Timer timer) {
    this.requests = requests;
    this.keyspace = keyspace;
    this.index = index;
    this.routes = routes;
    this.batches = new Batches(requests);
    ConditionalRows absent = new ConditionalRows(requests);
    this.transactions =
        new PartitionTransactions(
            (lane, rows, deadline) ->
                new ConditionalWriter(
                        some -> absent.insert(some, lane.level(), lane.serial(), deadline))
                    .write(rows));
    this.groups =
        new GroupCommit<>(
            GroupCommit.WIDTH, Batches.QUIET_BYTES, MAX_WAITING, timer, this::sendGroup);
  }

  /**
   * The properties that all rows of one group share. Their deadlines are close, since their budgets
   * are equal.
   */
  private record BatchKey(Set<Node> replicas, ConsistencyLevel level, Duration budget) {}

  private record PendingRow(RowWrite row, Deadline deadline) implements GroupCommit.Item {
    @Override
    public int weight() {
      return row.dataBytes();
    }
  }

  CompletionStage<Void> write(
      SeriesTable table, SeriesWrite write, ConsistencyLevel level, Deadline deadline) {
    if (write.points().size() == 1) {
      return writeOne(table, write, level, deadline);
    }
    Map<Partition, List<StoredPoint>> byPartition = byPartition(write);
    List<List<PointWrite>> parts = new ArrayList<>();
    byPartition.forEach(
        (partition, points) ->
            parts.addAll(BatchSplitter.split(rows(table, write, partition, points))));
    return BoundedParallel.all(parts, WIDTH, part -> batches.send(part, level, deadline))
        .thenCombine(record(write, byPartition, level, deadline), (written, recorded) -> written);
  }

  private CompletionStage<Void> record(
      SeriesWrite write,
      Map<Partition, List<StoredPoint>> byPartition,
      ConsistencyLevel level,
      Deadline deadline) {
    return BoundedParallel.all(
        List.copyOf(byPartition.keySet()),
        WIDTH,
        partition -> index.record(write.series(), partition, level, deadline));
  }

  private CompletionStage<Void> writeOne(
      SeriesTable table, SeriesWrite write, ConsistencyLevel level, Deadline deadline) {
    StoredPoint point = write.points().get(0);
    PartitionRoute route = routes.of(write.series(), point.timeMillis());
    int ttl = write.ttlSeconds(point.timeMillis());
    RowWrite row = new PointWrite(table, route.key(), point, write.timestampMicros(), ttl);
    return send(row, route, level, deadline)
        .thenCombine(
            index.record(write.series(), route.partition(), level, deadline),
            (written, recorded) -> written);
  }

  /** Writes the points that do not exist yet, and returns those that exist. */
  CompletionStage<List<StoredPoint>> writeAbsent(
      SeriesTable table,
      SeriesWrite write,
      ConsistencyLevel level,
      ConsistencyLevel serial,
      Deadline deadline) {
    Map<Partition, List<StoredPoint>> byPartition = byPartition(write);
    List<List<PointWrite>> batches = new ArrayList<>();
    byPartition.forEach(
        (partition, points) ->
            batches.addAll(BatchSplitter.split(rows(table, write, partition, points))));
    // A transaction may contain rows of one partition only, and no index rows.
    return BoundedParallel.results(
            batches,
            TRANSACTIONS,
            rows ->
                transactions.insert(
                    new PartitionTransactions.Lane(table, rows.get(0).partition(), level, serial),
                    rows,
                    deadline))
        .thenApply(all -> all.stream().flatMap(List::stream).toList())
        .thenCombine(record(write, byPartition, level, deadline), (taken, recorded) -> taken);
  }

  private static Map<Partition, List<StoredPoint>> byPartition(SeriesWrite write) {
    return PartitionGrouping.of(write.series(), write.points(), StoredPoint::timeMillis);
  }

  private static List<PointWrite> rows(
      SeriesTable table, SeriesWrite write, Partition partition, List<StoredPoint> points) {
    PartitionKey key = PartitionKey.of(write.series(), partition);
    List<PointWrite> rows = new ArrayList<>(points.size());
    for (StoredPoint point : points) {
      int ttl = write.ttlSeconds(point.timeMillis());
      rows.add(new PointWrite(table, key, point, write.timestampMicros(), ttl));
    }
    return rows;
  }

  private CompletionStage<Void> send(
      RowWrite row, PartitionRoute route, ConsistencyLevel level, Deadline deadline) {
    Set<Node> replicas = route.replicas(keyspace, requests.ring());
    // While the replicas are unknown, no batch can be shared.
    if (replicas.isEmpty() || row.dataBytes() > LARGE_ROW) {
      return batches.send(List.of(row), level, deadline);
    }
    return groups
        .submit(new BatchKey(replicas, level, deadline.budget()), new PendingRow(row, deadline))
        .orElseGet(() -> CompletableFuture.failedFuture(overloaded(MAX_WAITING, "points")));
  }

  private CompletionStage<Void> sendGroup(BatchKey key, List<PendingRow> group, Deadline deadline) {
    return batches.send(group.stream().map(PendingRow::row).toList(), key.level(), deadline);
  }

  /**
   * Returns the error of what finds no room to wait.
   *
   * @param waiting how many wait
   * @param what the word for them, in the plural
   */
  static StoreException overloaded(int waiting, String what) {
    return new StoreException(
        ErrorCode.OVERLOADED,
        StoreException.Store.CASSANDRA,
        waiting + " " + what + " wait to be sent to Cassandra: repeat the call later",
        List.of(),
        null);
  }
}
