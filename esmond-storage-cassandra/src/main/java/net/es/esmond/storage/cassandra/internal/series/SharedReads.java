package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.BoundedParallel;
import net.es.esmond.storage.series.Form;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page of each of many series with few requests. Reads share a request when they ask for
 * numbers of the same times in partitions with the same replicas, as the reads of a dashboard do.
 * As many share one as surely fit in an answer, so no page depends on what the others find.
 */
final class SharedReads {
  /** Number of requests in flight of one call. */
  private static final int WIDTH = 16;

  /** Largest number of series that share a request. */
  private static final int MAX_SERIES = 16;

  /** Largest number of rows of an answer, which come to 6 MB with the longest row keys. */
  private static final int MAX_ROWS = 10_000;

  /** Bytes of a row besides its row key, in an answer. */
  private static final int ROW_BYTES = 40;

  private final CassandraTimeSeriesStore store;
  private final Requests requests;
  private final AnswerBudget budget;
  private final CqlIdentifier keyspace;
  private final PartitionRoutes routes;

  SharedReads(
      CassandraTimeSeriesStore store,
      Requests requests,
      AnswerBudget budget,
      CqlIdentifier keyspace,
      PartitionRoutes routes) {
    this.store = store;
    this.requests = requests;
    this.budget = budget;
    this.keyspace = keyspace;
    this.routes = routes;
  }

  /** What the reads of one request have in common. */
  private record Range(
      Set<Node> replicas,
      SeriesTable table,
      ByteBuffer number,
      long fromMillis,
      long toMillis,
      int limit,
      DefaultConsistencyLevel level) {}

  /** A partition, and the place of its page among those that are asked for. */
  private record Wanted(int position, PartitionKey key) {}

  CompletionStage<List<Rows<StoredPoint>>> read(List<SeriesRead> reads, Deadline deadline) {
    AtomicReferenceArray<Rows<StoredPoint>> pages = new AtomicReferenceArray<>(reads.size());
    List<Supplier<CompletionStage<?>>> steps = new ArrayList<>();
    Map<Range, List<Wanted>> shared = new LinkedHashMap<>();
    for (int i = 0; i < reads.size(); i++) {
      int position = i;
      SeriesRead read = reads.get(i);
      route(read)
          .ifPresentOrElse(
              route ->
                  shared
                      .computeIfAbsent(range(read, route), r -> new ArrayList<>())
                      .add(new Wanted(position, route.key())),
              () ->
                  steps.add(
                      () ->
                          store
                              .read(read, deadline)
                              .thenAccept(rows -> pages.set(position, rows))));
    }
    shared.forEach(
        (range, all) -> {
          int most = Math.min(MAX_SERIES, MAX_ROWS / range.limit());
          for (int from = 0; from < all.size(); from += most) {
            List<Wanted> some = all.subList(from, Math.min(from + most, all.size()));
            steps.add(
                () ->
                    ask(range, some, deadline).thenAccept(rows -> take(range, some, rows, pages)));
          }
        });
    return BoundedParallel.all(steps, WIDTH, Supplier::get)
        .thenApply(done -> IntStream.range(0, reads.size()).mapToObj(pages::get).toList());
  }

  /** Returns the one partition that a read is about; empty when the read can share no request. */
  private Optional<PartitionRoute> route(SeriesRead read) {
    boolean simple =
        !read.newestFirst()
            && Form.of(read.series()) != Form.TEXT
            && read.limit() <= MAX_ROWS / 2
            && read.fromMillis() >= PartitionPages.EARLIEST
            && read.fromMillis() <= read.toMillis()
            && read.toMillis() <= PartitionPages.LATEST;
    if (!simple) {
      return Optional.empty();
    }
    PartitionRoute route = routes.of(read.series(), read.fromMillis());
    return route.holds(read.toMillis()) && !replicas(route).isEmpty()
        ? Optional.of(route)
        : Optional.empty();
  }

  private Set<Node> replicas(PartitionRoute route) {
    return route.replicas(keyspace, requests.ring());
  }

  private Range range(SeriesRead read, PartitionRoute route) {
    return new Range(
        replicas(route),
        store.table(read.series()),
        route.key().number(),
        read.fromMillis(),
        read.toMillis(),
        read.limit(),
        store.level(read.level()));
  }

  private CompletionStage<AsyncResultSet> ask(Range range, List<Wanted> some, Deadline deadline) {
    List<PartitionKey> keys = some.stream().map(Wanted::key).toList();
    long bytes = (long) keys.size() * range.limit() * (keys.get(0).bytes() + ROW_BYTES);
    return budget.send(
        bytes,
        deadline,
        () -> requests.send(connection -> select(connection, range, keys), deadline));
  }

  private Statement<?> select(Connection connection, Range range, List<PartitionKey> keys) {
    // With a limit within one page the server asks all partitions at once; otherwise one by one.
    return connection
        .prepared(range.table().selectShared())
        .boundStatementBuilder()
        .setBytesUnsafe(0, PartitionKey.rowKeys(keys))
        .setBytesUnsafe(1, range.number())
        .setLong(2, range.fromMillis())
        .setLong(3, range.toMillis())
        .setInt(4, range.limit())
        .setInt(5, MAX_ROWS)
        .setPageSize(MAX_ROWS + 1)
        .setRoutingKeyspace(keyspace)
        .setRoutingKey(keys.get(0).routingKey())
        .setConsistencyLevel(range.level())
        .build();
  }

  private static void take(
      Range range,
      List<Wanted> some,
      AsyncResultSet rows,
      AtomicReferenceArray<Rows<StoredPoint>> pages) {
    Map<ByteBuffer, List<StoredPoint>> found = new HashMap<>();
    @Nullable ByteBuffer last = null;
    List<StoredPoint> points = List.of();
    for (Row row : rows.currentPage()) {
      ByteBuffer key = range.table().sharedKey(row);
      if (!key.equals(last)) {
        points = found.computeIfAbsent(key, k -> new ArrayList<>());
        last = key;
      }
      points.add(range.table().point(row));
    }
    for (Wanted each : some) {
      List<StoredPoint> page = found.getOrDefault(each.key().rowKey(), List.of());
      pages.set(each.position(), new Rows<>(page, page.size() == range.limit()));
    }
  }
}
