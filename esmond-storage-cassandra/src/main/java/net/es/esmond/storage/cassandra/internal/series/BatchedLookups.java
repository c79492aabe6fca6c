package net.es.esmond.storage.cassandra.internal.series;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import net.es.esmond.storage.cassandra.internal.batch.GroupCommit;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.BoundedParallel;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.PointLookup;
import net.es.esmond.storage.spi.StampedPoint;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the stored points at given times. Most often no point is stored there, so one request
 * asks for the whole range from the first time to the last. That costs the server much less than a
 * request for each time. If the range has many other points, the times are looked up one by one.
 *
 * <p>Lookups of single times share a request when they have the same replicas, table and partition
 * number, and are so close that the range between them has few other points.
 *
 * <p>A lookup asks as many replicas as it takes to miss nothing. When these do not answer soon, it
 * asks at the weaker level, and its times are unverified.
 */
final class BatchedLookups {
  /** Number of requests in flight of one call, or of one batch whose range has too many points. */
  private static final int WIDTH = 16;

  private static final int MAX_BATCH = 64;
  private static final PointLookup NOTHING = PointLookup.complete(List.of());
  private static final int MAX_WAITING = 10_000;

  /**
   * Length of the stretches of time, in milliseconds. All times of one batch are in the same
   * stretch.
   */
  private static final long STRETCH_MILLIS = Duration.ofMinutes(5).toMillis();

  private final Requests requests;
  private final CqlIdentifier keyspace;
  private final PartitionRoutes routes;
  private final LookupReplicas askable;
  private final GroupCommit<BatchKey, Lookup> batches;

  BatchedLookups(
      Requests requests, CqlIdentifier keyspace, PartitionRoutes routes, GroupCommit.Timer timer) {
    this.requests = requests;
    this.keyspace = keyspace;
    this.routes = routes;
    this.askable = new LookupReplicas(requests::responsive, timer);
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
      LookupLevel level,
      Duration budget) {
    BatchKey at(LookupLevel other) {
      return new BatchKey(replicas, table, number, stretch, other, budget);
    }
  }

  /** The results of one call. */
  private record Results(Map<Long, StampedPoint> found, Set<Long> unverified) {
    Results() {
      this(new ConcurrentHashMap<>(), ConcurrentHashMap.newKeySet());
    }

    /** Adds a point; an attempt that failed may have found an earlier or later value of it. */
    void add(StampedPoint point) {
      found.merge(
          point.point().timeMillis(),
          point,
          (a, b) -> a.timestampMicros() > b.timestampMicros() ? a : b);
    }

    PointLookup lookup() {
      return found.isEmpty() && unverified.isEmpty()
          ? NOTHING
          : new PointLookup(List.copyOf(found.values()), unverified);
    }
  }

  /**
   * A lookup of times in one partition.
   *
   * @param series the series
   * @param partition the partition
   * @param times the times, in ascending order
   * @param deadline deadline of the lookup
   * @param results the results of the call
   */
  private record Lookup(
      Series series, PartitionKey partition, List<Long> times, Deadline deadline, Results results)
      implements GroupCommit.Item {
    boolean wants(long timeMillis) {
      return Collections.binarySearch(times, timeMillis) >= 0;
    }
  }

  CompletionStage<PointLookup> find(
      SeriesTable table,
      Series series,
      List<Long> timesMillis,
      LookupLevel level,
      Deadline deadline) {
    Results results = new Results();
    CompletionStage<?> done =
        timesMillis.size() == 1
            ? findOne(table, series, timesMillis, level, deadline, results)
            : findMany(table, series, timesMillis, level, deadline, results);
    return done.thenApply(all -> results.lookup());
  }

  private CompletionStage<Void> findOne(
      SeriesTable table,
      Series series,
      List<Long> time,
      LookupLevel level,
      Deadline deadline,
      Results results) {
    PartitionRoute route = routes.of(series, time.get(0));
    Set<Node> replicas = route.replicas(keyspace, requests.ring());
    long stretch = Math.floorDiv(time.get(0), STRETCH_MILLIS);
    BatchKey key =
        new BatchKey(replicas, table, route.key().number(), stretch, level, deadline.budget());
    Lookup lookup = new Lookup(series, route.key(), time, deadline, results);
    // While its replicas are unknown, a lookup shares no request.
    return replicas.isEmpty()
        ? send(key, List.of(lookup), deadline)
        : batches
            .submit(key, lookup)
            .orElseGet(
                () ->
                    failedFuture(CqlSeriesWriter.overloaded(MAX_WAITING, LookupReplicas.LOOKUPS)));
  }

  private CompletionStage<?> findMany(
      SeriesTable table,
      Series series,
      List<Long> timesMillis,
      LookupLevel level,
      Deadline deadline,
      Results results) {
    List<Lookup> lookups = new ArrayList<>();
    PartitionGrouping.of(series, timesMillis, Long::longValue)
        .forEach(
            (partition, times) -> {
              PartitionKey key = PartitionKey.of(series, partition);
              Collections.sort(times);
              int step = table.sizes().maxRows() / 2;
              for (int i = 0; i < times.size(); i += step) {
                List<Long> some = times.subList(i, Math.min(i + step, times.size()));
                lookups.add(new Lookup(series, key, some, deadline, results));
              }
            });
    return BoundedParallel.all(
        lookups,
        WIDTH,
        lookup -> {
          PartitionRoute route = routes.of(series, lookup.times().get(0));
          Set<Node> replicas = route.replicas(keyspace, requests.ring());
          ByteBuffer number = lookup.partition().number();
          BatchKey alone = new BatchKey(replicas, table, number, 0, level, deadline.budget());
          return send(alone, List.of(lookup), deadline);
        });
  }

  private CompletionStage<Void> send(BatchKey key, List<Lookup> batch, Deadline deadline) {
    return askable.ask(
        key.replicas(), key.level(), deadline, level -> ask(key.at(level), batch, deadline));
  }

  private CompletionStage<Void> ask(BatchKey key, List<Lookup> batch, Deadline deadline) {
    if (!key.level().complete()) {
      for (Lookup lookup : batch) {
        lookup.results().unverified().addAll(lookup.times());
        requests.meters().unverified(lookup.times().size());
      }
    }
    int wanted = batch.stream().mapToInt(lookup -> lookup.times().size()).sum();
    if (wanted == 1) {
      return exact(key, batch.get(0), 1, null, deadline);
    }
    // The limit admits as many unwanted rows as wanted ones, if an answer may have so many.
    int tooMany = Math.min(2 * wanted, rows(key.table(), batch));
    return request(key, connection -> range(connection, key, batch, tooMany), deadline)
        .thenApply(rows -> rows.remaining() < tooMany && take(key.table(), batch, rows))
        .exceptionallyCompose(
            error -> Failures.isTooLarge(error) ? completedFuture(false) : failedFuture(error))
        .thenCompose(taken -> taken ? completedFuture(null) : exact(key, batch, deadline));
  }

  private static int rows(SeriesTable table, List<Lookup> batch) {
    return batch.stream().mapToInt(each -> table.sizes().rows(each.series())).min().orElseThrow();
  }

  private CompletionStage<Void> exact(BatchKey key, List<Lookup> batch, Deadline deadline) {
    return BoundedParallel.all(
        batch, WIDTH, lookup -> exact(key, lookup, lookup.times().size(), null, deadline));
  }

  /** Asks time by time, for as many rows at a time as an answer may have, of those left to find. */
  private CompletionStage<Void> exact(
      BatchKey key, Lookup lookup, int left, @Nullable ByteBuffer pagingState, Deadline deadline) {
    PageSizes sizes = key.table().sizes();
    int most = Math.min(sizes.rows(lookup.series()), left + 1);
    return page(key, lookup, most, pagingState, deadline)
        .exceptionallyCompose(
            error -> {
              if (most == 1 || !Failures.isTooLarge(error)) {
                return failedFuture(error);
              }
              sizes.tooLarge(lookup.series());
              return page(key, lookup, 1, pagingState, deadline);
            })
        .thenCompose(
            rows -> {
              int rest = left - rows.remaining();
              int largest = 0;
              for (Row row : rows.currentPage()) {
                largest = Math.max(largest, sizes.bytes(row));
                lookup.results().add(key.table().stamped(row));
              }
              sizes.learn(lookup.series(), largest);
              ByteBuffer next = rows.getExecutionInfo().getPagingState();
              return next == null || rest == 0
                  ? completedFuture(null)
                  : exact(key, lookup, rest, next, deadline);
            });
  }

  private CompletionStage<AsyncResultSet> page(
      BatchKey key, Lookup lookup, int rows, @Nullable ByteBuffer pagingState, Deadline deadline) {
    return request(
        key,
        connection ->
            lookup
                .partition()
                .bind(connection.prepared(key.table().findExact()))
                .setList(2, lookup.times(), Long.class)
                .setPageSize(rows)
                .setPagingState(pagingState)
                .setConsistencyLevel(key.level().level())
                .build(),
        deadline);
  }

  private CompletionStage<AsyncResultSet> request(
      BatchKey key, Function<Connection, Statement<?>> request, Deadline deadline) {
    return key.level().hasWeaker()
        ? requests.sendOnce(request, deadline)
        : requests.send(request, deadline);
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
        .setConsistencyLevel(key.level().level())
        .build();
  }

  private static boolean take(SeriesTable table, List<Lookup> batch, AsyncResultSet rows) {
    for (Row row : rows.currentPage()) {
      StampedPoint point = table.stamped(row);
      ByteBuffer rowKey = table.rowKey(row);
      for (Lookup lookup : batch) {
        if (lookup.wants(point.point().timeMillis())
            && lookup.partition().rowKey().equals(rowKey)) {
          lookup.results().add(point);
        }
      }
    }
    return true;
  }
}
