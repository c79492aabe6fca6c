package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.internal.Bounded;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.StampedPoint;

/**
 * Finds what is stored at given times. Most often that is nothing, and then a look at the whole
 * range from the first time to the last costs the server much less than a look at each time. A
 * single time is looked at together with those of other callers.
 */
final class StoredFinder {
  /** Requests of one call that are in flight together. */
  private static final int WIDTH = 16;

  private final Requests requests;
  private final Places places;
  private final GroupedLooks looks;

  StoredFinder(Requests requests, CqlIdentifier keyspace, Places places) {
    this.requests = requests;
    this.places = places;
    this.looks = new GroupedLooks(requests, keyspace);
  }

  /** Some times of one partition, in order. */
  private record Look(SeriesTable table, PartitionKey partition, List<Long> times) {

    boolean wants(long time) {
      return Collections.binarySearch(times, time) >= 0;
    }

    /** A range that holds this many points holds others than those wanted. */
    int tooMany() {
      return 2 * times.size();
    }

    Statement<?> range(Connection connection, ConsistencyLevel level) {
      return partition
          .bind(connection.prepared(table.findInRange()))
          .setLong(2, times.get(0))
          .setLong(3, times.get(times.size() - 1))
          .setInt(4, tooMany())
          .setPageSize(tooMany() + 1)
          .setConsistencyLevel(level)
          .build();
    }

    Statement<?> exact(Connection connection, ConsistencyLevel level) {
      return partition
          .bind(connection.prepared(table.findExact()))
          .setList(2, times, Long.class)
          .setPageSize(times.size() + 1)
          .setConsistencyLevel(level)
          .build();
    }
  }

  CompletionStage<List<StampedPoint>> find(
      SeriesTable table,
      Series series,
      List<Long> timesMillis,
      ConsistencyLevel level,
      Deadline deadline) {
    if (timesMillis.size() == 1) {
      long time = timesMillis.get(0);
      return looks.find(table, places.of(series, time), time, level, deadline);
    }
    List<Look> looks = new ArrayList<>();
    ByPartition.of(series, timesMillis, Long::longValue)
        .forEach(
            (partition, times) -> {
              PartitionKey key = PartitionKey.of(series, partition);
              Collections.sort(times);
              int step = table.pageRows() / 2;
              for (int i = 0; i < times.size(); i += step) {
                looks.add(new Look(table, key, times.subList(i, Math.min(i + step, times.size()))));
              }
            });
    Queue<StampedPoint> found = new ConcurrentLinkedQueue<>();
    return Bounded.all(looks, WIDTH, look -> look(look, found, level, deadline))
        .thenApply(done -> List.copyOf(found));
  }

  /** Finds the newest time of the partition that holds a time, if it is not before that. */
  CompletionStage<OptionalLong> newestFrom(
      SeriesTable table,
      Series series,
      long fromMillis,
      ConsistencyLevel level,
      Deadline deadline) {
    return looks
        .findFrom(table, places.of(series, fromMillis), fromMillis, level, deadline)
        .thenApply(found -> found.stream().mapToLong(p -> p.point().timeMillis()).max());
  }

  private CompletionStage<?> look(
      Look look, Queue<StampedPoint> found, ConsistencyLevel level, Deadline deadline) {
    return requests
        .send(connection -> look.range(connection, level), deadline)
        .thenCompose(
            some ->
                some.remaining() < look.tooMany()
                    ? CompletableFuture.completedFuture(some)
                    : exact(look, level, deadline))
        .thenAccept(some -> take(look, some, found));
  }

  private CompletionStage<AsyncResultSet> exact(
      Look look, ConsistencyLevel level, Deadline deadline) {
    return requests.send(connection -> look.exact(connection, level), deadline);
  }

  private static void take(Look look, AsyncResultSet rows, Queue<StampedPoint> found) {
    for (Row row : rows.currentPage()) {
      StampedPoint point = look.table().stamped(row);
      if (look.wants(point.point().timeMillis())) {
        found.add(point);
      }
    }
  }
}
