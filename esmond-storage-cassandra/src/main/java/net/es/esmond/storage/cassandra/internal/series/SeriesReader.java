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
import net.es.esmond.storage.spi.SeriesRead;
import org.jspecify.annotations.Nullable;

/** Reads one page of rows: partition after partition, until the page is full. */
final class SeriesReader<T> {
  private final Requests requests;
  private final RowSource<T> source;
  private final SeriesRead read;
  private final PartitionWalk partitions;
  private final ConsistencyLevel level;
  private final Deadline deadline;
  private final List<T> rows = new ArrayList<>();
  private final CompletableFuture<Rows<T>> page = new CompletableFuture<>();

  private SeriesReader(
      Requests requests,
      RowSource<T> source,
      SeriesRead read,
      PartitionWalk partitions,
      ConsistencyLevel level,
      Deadline deadline) {
    this.requests = requests;
    this.source = source;
    this.read = read;
    this.partitions = partitions;
    this.level = level;
    this.deadline = deadline;
  }

  static <T> CompletionStage<Rows<T>> read(
      Requests requests,
      RowSource<T> source,
      SeriesRead read,
      PartitionWalk partitions,
      ConsistencyLevel level,
      Deadline deadline) {
    SeriesReader<T> reader =
        new SeriesReader<>(requests, source, read, partitions, level, deadline);
    reader.nextPartition(false);
    return reader.page;
  }

  private void nextPartition(boolean lastHadRows) {
    partitions
        .next(lastHadRows)
        .whenComplete(
            (partition, error) -> {
              if (error != null) {
                page.completeExceptionally(Failures.of(error));
              } else if (partition.isPresent()) {
                fetch(partition.get(), rows.size(), null);
              } else {
                page.complete(new Rows<>(rows, false));
              }
            });
  }

  /**
   * Fetches from a partition.
   *
   * @param before rows of the page that come from partitions before
   */
  private void fetch(Partition partition, int before, @Nullable ByteBuffer pagingState) {
    PartitionKey key = PartitionKey.of(read.series(), partition);
    int fetched = Math.min(read.limit() - rows.size(), source.pageRows());
    requests
        .send(
            c ->
                key.bind(c.prepared(source.select()))
                    .setLong(2, read.fromMillis())
                    .setLong(3, read.toMillis())
                    .setPageSize(fetched)
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
        rows.add(source.row().apply(row));
      }
      ByteBuffer next = answer.getExecutionInfo().getPagingState();
      if (rows.size() >= read.limit()) {
        page.complete(new Rows<>(rows, next != null || partitions.mayGoOn()));
      } else if (next != null) {
        fetch(partition, before, next);
      } else {
        nextPartition(rows.size() > before);
      }
    } catch (RuntimeException e) {
      page.completeExceptionally(e);
    }
  }
}
