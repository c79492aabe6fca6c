package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.Failures;
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
  private final PartitionWalk partitions;
  private final ConsistencyLevel level;
  private final Deadline deadline;
  private final List<StoredPoint> points = new ArrayList<>();
  private final CompletableFuture<SeriesPage> page = new CompletableFuture<>();

  private SeriesReader(
      Requests requests,
      SeriesTable table,
      SeriesRead read,
      PartitionWalk partitions,
      ConsistencyLevel level,
      Deadline deadline) {
    this.requests = requests;
    this.table = table;
    this.read = read;
    this.partitions = partitions;
    this.level = level;
    this.deadline = deadline;
  }

  static CompletionStage<SeriesPage> read(
      Requests requests,
      SeriesTable table,
      SeriesRead read,
      PartitionWalk partitions,
      ConsistencyLevel level,
      Deadline deadline) {
    SeriesReader reader = new SeriesReader(requests, table, read, partitions, level, deadline);
    reader.nextPartition(false);
    return reader.page;
  }

  private void nextPartition(boolean lastHadPoints) {
    partitions
        .next(lastHadPoints)
        .whenComplete(
            (partition, error) -> {
              if (error != null) {
                page.completeExceptionally(Failures.of(error));
              } else if (partition.isPresent()) {
                fetch(partition.get(), points.size(), null);
              } else {
                page.complete(new SeriesPage(points, false));
              }
            });
  }

  /**
   * Fetches from a partition.
   *
   * @param before points of the page that come from partitions before
   */
  private void fetch(Partition partition, int before, @Nullable ByteBuffer pagingState) {
    PartitionKey key = PartitionKey.of(read.series(), partition);
    int rows = Math.min(read.limit() - points.size(), table.pageRows());
    requests
        .send(
            c ->
                key.bind(c.prepared(table.select(read.newestFirst())))
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
                take(partition, before, answer);
              }
            });
  }

  private void take(Partition partition, int before, AsyncResultSet answer) {
    try {
      for (Row row : answer.currentPage()) {
        points.add(table.point(row));
      }
      ByteBuffer next = answer.getExecutionInfo().getPagingState();
      if (points.size() >= read.limit()) {
        page.complete(new SeriesPage(points, next != null || partitions.mayGoOn()));
      } else if (next != null) {
        fetch(partition, before, next);
      } else {
        nextPartition(points.size() > before);
      }
    } catch (RuntimeException e) {
      page.completeExceptionally(e);
    }
  }
}
