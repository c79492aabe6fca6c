package net.es.esmond.storage.cassandra.internal.series;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.es.esmond.storage.cassandra.internal.batch.GroupCommit;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.BoundedParallel;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.StampedPoint;

/**
 * Looks up the stored points at given times. Most often no point is stored there, so one request
 * asks for the whole range from the first time to the last. That costs the server much less than a
 * request for each time. If the range has many other points, the times are looked up one by one.
 *
 * <p>Lookups of single times share a request when they have the same replicas, table and partition
 * number, and are so close that the range between them has few other points.
 */
final class BatchedLookups {
  /** Number of requests in flight of one call, or of one batch whose range has too many points. */
  private static final int WIDTH = 16;

  private static final int MAX_BATCH = 64;
  private static final int MAX_WAITING = 10_000;

  /**
   * Length of the stretches of time, in milliseconds. All times of one batch are in the same
   * stretch.
   */
  private static final long STRETCH_MILLIS = Duration.ofMinutes(5).toMillis();

  private final Requests requests;
  private final CqlIdentifier keyspace;
  private final PartitionRoutes routes;
  private final GroupCommit<BatchKey, Lookup> batches;

  BatchedLookups(
      Requests requests, CqlIdentifier keyspace, PartitionRoutes routes, GroupCommit.Timer timer) {
    this.requests = requests;
    this.keyspace = keyspace;
    this.routes = routes;
    this.batches = new GroupCommit<>(GroupCommit.WIDTH, MAX_BATCH, MAX_WAITING, timer, this::send);
  }

  /**
   * The properties that all lookups of one batch share. Their deadlines are close, since their
   * budgets are equal.
   */
  private record BatchKey(
      Set<Node> replicas,
      SeriesTable table,
      ByteBuffer number,
      long stretch,
      ConsistencyLevel level,
      Duration budget) {}

  /**
   * A lookup of times in one partition.
   *
   * @param partition the partition
   * @param times the times, in ascending order
   * @param deadline deadline of the lookup
   * @param found the points found
   */
  private record Lookup(
      PartitionKey partition, List<Long> times, Deadline deadline, Queue<StampedPoint> found)
      implements GroupCommit.Item {
    boolean wants(long timeMillis) {
      return Collections.binarySearch(times, timeMillis) >= 0;
    }
  }

  CompletionStage<List<StampedPoint>> find(
      SeriesTable table,
      Series series,
      List<Long> timesMillis,
      ConsistencyLevel level,
      Deadline deadline) {
    Queue<StampedPoint> found = new ConcurrentLinkedQueue<>();
    CompletionStage<?> done =
        timesMillis.size() == 1
            ? findOne(table, series, timesMillis, level, deadline, found)
            : findMany(table, series, timesMillis, level, deadline, found);
    return done.thenApply(all -> List.copyOf(found));
  }

  private CompletionStage<Void> findOne(
      SeriesTable table,
      Series series,
      List<Long> time,
      ConsistencyLevel level,
      Deadline deadline,
      Queue<StampedPoint> found) {
    PartitionRoute route = routes.of(series, time.get(0));
    Set<Node> replicas = route.replicas(keyspace, requests.ring());
    long stretch = Math.floorDiv(time.get(0), STRETCH_MILLIS);
    BatchKey key =
        new BatchKey(replicas, table, route.key().number(), stretch, level, deadline.budget());
    Lookup lookup = new Lookup(route.key(), time, deadline, found);
    // While its replicas are unknown, a lookup shares no request.
    return replicas.isEmpty()
        ? exact(key, lookup, deadline)
        : batches
            .submit(key, lookup)
            .orElseGet(() -> CompletableFuture.failedFuture(CqlSeriesWriter.overloaded()));
  }

  private CompletionStage<?> findMany(
      SeriesTable table,
      Series series,
      List<Long> timesMillis,
      ConsistencyLevel level,
      Deadline deadline,
      Queue<StampedPoint> found) {
    List<Lookup> lookups = new ArrayList<>();
    PartitionGrouping.of(series, timesMillis, Long::longValue)
        .forEach(
            (partition, times) -> {
              PartitionKey key = PartitionKey.of(series, partition);
              Collections.sort(times);
              int step = table.pageRows() / 2;
              for (int i = 0; i < times.size(); i += step) {
                List<Long> some = times.subList(i, Math.min(i + step, times.size()));
                lookups.add(new Lookup(key, some, deadline, found));
              }
            });
    return BoundedParallel.all(
        lookups,
        WIDTH,
        lookup -> {
          ByteBuffer number = lookup.partition().number();
          BatchKey alone = new BatchKey(Set.of(), table, number, 0, level, deadline.budget());
          return send(alone, List.of(lookup), deadline);
        });
  }

  private CompletionStage<Void> send(BatchKey key, List<Lookup> batch, Deadline deadline) {
    int wanted = batch.stream().mapToInt(lookup -> lookup.times().size()).sum();
    if (wanted == 1) {
      return exact(key, batch.get(0), deadline);
    }
    // The limit admits as many unwanted rows as wanted ones.
    int tooMany = 2 * wanted;
    return requests
        .send(connection -> range(connection, key, batch, tooMany), deadline)
        .thenCompose(
            rows -> {
              if (rows.remaining() < tooMany) {
                take(key.table(), batch, rows);
                return completedFuture(null);
              }
              return BoundedParallel.all(batch, WIDTH, lookup -> exact(key, lookup, deadline));
            });
  }

  private CompletionStage<Void> exact(BatchKey key, Lookup lookup, Deadline deadline) {
    return requests
        .send(
            connection ->
                lookup
                    .partition()
                    .bind(connection.prepared(key.table().findExact()))
                    .setList(2, lookup.times(), Long.class)
                    .setPageSize(lookup.times().size() + 1)
                    .setConsistencyLevel(key.level())
                    .build(),
            deadline)
        .thenAccept(
            rows ->
                rows.currentPage().forEach(row -> lookup.found().add(key.table().stamped(row))));
  }

  private Statement<?> range(Connection connection, BatchKey key, List<Lookup> batch, int tooMany) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Lookup lookup : batch) {
      first = Math.min(first, lookup.times().get(0));
      last = Math.max(last, lookup.times().get(lookup.times().size() - 1));
    }
    // With a limit within one page the server asks all partitions at once; otherwise one by one.
    return connection
        .prepared(key.table().findInRange())
        .boundStatementBuilder()
        .setBytesUnsafe(0, PartitionKey.rowKeys(batch.stream().map(Lookup::partition).toList()))
        .setBytesUnsafe(1, key.number())
        .setLong(2, first)
        .setLong(3, last)
        .setInt(4, tooMany)
        .setPageSize(tooMany + 1)
        .setRoutingKeyspace(keyspace)
        .setRoutingKey(batch.get(0).partition().routingKey())
        .setConsistencyLevel(key.level())
        .build();
  }

  private static void take(SeriesTable table, List<Lookup> batch, AsyncResultSet rows) {
    for (Row row : rows.currentPage()) {
      StampedPoint point = table.stamped(row);
      ByteBuffer rowKey = table.rowKey(row);
      for (Lookup lookup : batch) {
        if (lookup.wants(point.point().timeMillis())
            && lookup.partition().rowKey().equals(rowKey)) {
          lookup.found().add(point);
        }
      }
    }
  }
}
