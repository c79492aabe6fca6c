package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.SeriesPage;
import net.es.esmond.storage.spi.SeriesRead;
import org.jspecify.annotations.Nullable;

/** Reads one page of points: partition after partition, until the page is full. */
final class SeriesReader {
  private final Requests requests;
  private final SeriesTable table;
  private final SeriesRead read;
  private final ConsistencyLevel level;
  private final Deadline deadline;
  private Iterator<Partition> partitions;
  private @Nullable Supplier<CompletionStage<List<Partition>>> rest;
  private final List<StoredPoint> points = new ArrayList<>();
  private final CompletableFuture<SeriesPage> page = new CompletableFuture<>();

  private SeriesReader(
      Requests requests,
      SeriesTable table,
      SeriesRead read,
      List<Partition> first,
      @Nullable Supplier<CompletionStage<List<Partition>>> rest,
      ConsistencyLevel level,
      Deadline deadline) {
    this.requests = requests;
    this.table = table;
    this.read = read;
    this.level = level;
    this.deadline = deadline;
    this.partitions = first.iterator();
    this.rest = rest;
  }

  /**
   * Reads from partitions that are in the order of the points asked for.
   *
   * @param first where to begin
   * @param rest the partitions that follow, asked for when the first ones do not fill the page;
   *     null when none do
   */
  static CompletionStage<SeriesPage> read(
      Requests requests,
      SeriesTable table,
      SeriesRead read,
      List<Partition> first,
      @Nullable Supplier<CompletionStage<List<Partition>>> rest,
      ConsistencyLevel level,
      Deadline deadline) {
    SeriesReader reader = new SeriesReader(requests, table, read, first, rest, level, deadline);
    reader.nextPartition();
    return reader.page;
  }

  private void nextPartition() {
    Supplier<CompletionStage<List<Partition>>> following = rest;
    if (partitions.hasNext()) {
      fetch(partitions.next(), null);
    } else if (following != null) {
      rest = null;
      following
          .get()
          .whenComplete(
              (found, error) -> {
                if (error != null) {
                  page.completeExceptionally(error);
                } else {
                  partitions = found.iterator();
                  nextPartition();
                }
              });
    } else {
      page.complete(new SeriesPage(points, false));
    }
  }

  private void fetch(Partition partition, @Nullable ByteBuffer pagingState) {
    String rowKey = partition.rowKey(read.series());
    int rows = Math.min(read.limit() - points.size(), table.pageRows());
    requests
        .send(
            c ->
                c.prepared(table.select(read.newestFirst()))
                    .boundStatementBuilder()
                    .setString(0, rowKey)
                    .setByte(1, (byte) partition.month())
                    .setLong(2, read.fromMillis())
                    .setLong(3, read.toMillis())
                    .setPageSize(rows)
                    .setPagingState(pagingState)
                    .setConsistencyLevel(level)
                    .build(),
            deadline)
        .whenComplete(
            (answer, error) -> {
              if (error != null) {
                page.completeExceptionally(error);
              } else {
                take(partition, answer);
              }
            });
  }

  private void take(Partition partition, AsyncResultSet answer) {
    try {
      for (Row row : answer.currentPage()) {
        points.add(table.point(row));
      }
      ByteBuffer next = answer.getExecutionInfo().getPagingState();
      if (points.size() >= read.limit()) {
        page.complete(new SeriesPage(points, next != null || partitions.hasNext() || rest != null));
      } else if (next != null) {
        fetch(partition, next);
      } else {
        nextPartition();
      }
    } catch (RuntimeException e) {
      page.completeExceptionally(e);
    }
  }
}
