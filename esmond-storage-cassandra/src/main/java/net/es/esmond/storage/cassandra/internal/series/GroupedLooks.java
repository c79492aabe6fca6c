package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.internal.Bounded;
import net.es.esmond.storage.spi.StampedPoint;

/**
 * Looks at single times of many partitions, or from a time on, in one request, when several callers
 * look at the same time: at the same replicas, in the same month, and at times so close that the
 * range from the first to the last holds hardly anything else.
 */
final class GroupedLooks {
  private static final int GROUP_LOOKS = 64;
  private static final int MAX_WAITING = 10_000;

  /** Times of one group are in the same stretch of this length. */
  private static final long STRETCH_MILLIS = Duration.ofMinutes(5).toMillis();

  /** Requests of a group that found too much, when each partition is asked by itself. */
  private static final int WIDTH = 16;

  private final Requests requests;
  private final CqlIdentifier keyspace;
  private final GroupCommit<Company, Look> groups;

  GroupedLooks(Requests requests, CqlIdentifier keyspace) {
    this.requests = requests;
    this.keyspace = keyspace;
    this.groups = new GroupCommit<>(GroupCommit.FULL_WIDTH, GROUP_LOOKS, MAX_WAITING, this::send);
  }

  /** What looks of one group have in common; equal budgets, so that deadlines are close. */
  private record Company(
      Set<Node> replicas,
      SeriesTable table,
      ByteBuffer month,
      long stretch,
      boolean toEnd,
      ConsistencyLevel level,
      Duration budget) {}

  private record Look(
      PartitionKey partition,
      long firstMillis,
      long lastMillis,
      Deadline deadline,
      Queue<StampedPoint> found)
      implements GroupCommit.Item {
    boolean wants(long timeMillis) {
      return timeMillis >= firstMillis && timeMillis <= lastMillis;
    }
  }

  /** Finds what is stored at one time. */
  CompletionStage<List<StampedPoint>> find(
      SeriesTable table, Place place, long timeMillis, ConsistencyLevel level, Deadline deadline) {
    return find(table, place, timeMillis, timeMillis, level, deadline);
  }

  /** Finds what the partition holds from a time on: the newest point, if not all. */
  CompletionStage<List<StampedPoint>> findFrom(
      SeriesTable table, Place place, long fromMillis, ConsistencyLevel level, Deadline deadline) {
    return find(table, place, fromMillis, place.lastMillis(), level, deadline);
  }

  private CompletionStage<List<StampedPoint>> find(
      SeriesTable table,
      Place place,
      long firstMillis,
      long lastMillis,
      ConsistencyLevel level,
      Deadline deadline) {
    Set<Node> replicas = place.replicas(keyspace, requests.ring());
    PartitionKey partition = place.key();
    Look look =
        new Look(partition, firstMillis, lastMillis, deadline, new ConcurrentLinkedQueue<>());
    Company company =
        new Company(
            replicas,
            table,
            partition.month(),
            Math.floorDiv(firstMillis, STRETCH_MILLIS),
            firstMillis < lastMillis,
            level,
            deadline.budget());
    // Without known replicas there is no company.
    CompletionStage<Void> done =
        replicas.isEmpty()
            ? alone(company, look, deadline)
            : groups
                .submit(company, look)
                .orElseGet(() -> CompletableFuture.failedFuture(SeriesWriter.overloaded()));
    return done.thenApply(found -> List.copyOf(look.found()));
  }

  private CompletionStage<Void> send(Company company, List<Look> group, Deadline deadline) {
    if (group.size() == 1) {
      return alone(company, group.get(0), deadline);
    }
    return ask(c -> together(c, company, group), deadline)
        .thenCompose(
            rows -> {
              if (rows.remaining() >= tooMany(group)) {
                return Bounded.all(group, WIDTH, look -> alone(company, look, deadline));
              }
              take(company, group, rows);
              return CompletableFuture.completedFuture(null);
            });
  }

  private CompletionStage<Void> alone(Company company, Look look, Deadline deadline) {
    return ask(c -> company.toEnd() ? newest(c, company, look) : exact(c, company, look), deadline)
        .thenAccept(
            rows ->
                rows.currentPage().forEach(row -> look.found().add(company.table().stamped(row))));
  }

  private CompletionStage<AsyncResultSet> ask(
      Function<Connection, Statement<?>> request, Deadline deadline) {
    return requests.send(request, deadline);
  }

  private static Statement<?> exact(Connection connection, Company company, Look look) {
    return look.partition()
        .bind(connection.prepared(company.table().findExact()))
        .setList(2, List.of(look.firstMillis()), Long.class)
        .setConsistencyLevel(company.level())
        .build();
  }

  private static Statement<?> newest(Connection connection, Company company, Look look) {
    return look.partition()
        .bind(connection.prepared(company.table().findNewest()))
        .setLong(2, look.firstMillis())
        .setLong(3, look.lastMillis())
        .setConsistencyLevel(company.level())
        .build();
  }

  /** As many rows are others than those that were looked for. */
  private static int tooMany(List<Look> group) {
    return 2 * group.size();
  }

  private Statement<?> together(Connection connection, Company company, List<Look> group) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Look look : group) {
      first = Math.min(first, look.firstMillis());
      last = Math.max(last, look.lastMillis());
    }
    // With a limit within one page the server asks all partitions at once; otherwise one by one.
    return connection
        .prepared(company.table().findAmong())
        .boundStatementBuilder()
        .setBytesUnsafe(0, PartitionKey.rowKeys(group.stream().map(Look::partition).toList()))
        .setBytesUnsafe(1, company.month())
        .setLong(2, first)
        .setLong(3, last)
        .setInt(4, tooMany(group))
        .setPageSize(tooMany(group) + 1)
        .setRoutingKeyspace(keyspace)
        .setRoutingKey(group.get(0).partition().routingKey())
        .setConsistencyLevel(company.level())
        .build();
  }

  private static void take(Company company, List<Look> group, AsyncResultSet rows) {
    for (Row row : rows.currentPage()) {
      StampedPoint point = company.table().stamped(row);
      ByteBuffer rowKey = company.table().rowKey(row);
      for (Look look : group) {
        if (look.wants(point.point().timeMillis()) && look.partition().rowKey().equals(rowKey)) {
          look.found().add(point);
        }
      }
    }
  }
}
