package net.es.esmond.storage.cassandra.internal.series;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import org.jspecify.annotations.Nullable;

/**
 * Reads one page of rows, partition after partition, until the page is full. When partitions have
 * few rows, several are read at a time, because a read of many partitions spends its time waiting.
 */
final class CqlSeriesReader<T> {
  /** Largest number of partitions that are read at a time. */
  private static final int MAX_WIDTH = 8;

  private final Requests requests;
  private final RowSource<T> source;
  private final SeriesRead read;
  private final PartitionPages partitions;
  private final ConsistencyLevel level;
  private final Deadline deadline;
  private final List<T> rows = new ArrayList<>();

  /** Number of partitions whose rows were taken. */
  private int visited;

  /** Whether the last partition had rows. */
  private boolean lastHadRows;

  /** Whether the last partition has more rows. */
  private boolean lastHasMore;

  private CqlSeriesReader(
      Requests requests,
      RowSource<T> source,
      SeriesRead read,
      PartitionPages partitions,
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
      PartitionPages partitions,
      ConsistencyLevel level,
      Deadline deadline) {
    return new CqlSeriesReader<>(requests, source, read, partitions, level, deadline).page();
  }

  private CompletionStage<Rows<T>> page() {
    return partitions
        .next(lastHadRows, width())
        .thenCompose(
            next -> {
              if (next.isEmpty()) {
                return completedFuture(new Rows<>(rows, false));
              }
              int target = visited + next.size();
              return takeAll(next)
                  .thenCompose(
                      all -> {
                        if (!isFull()) {
                          return page();
                        }
                        boolean more = lastHasMore || visited < target || partitions.mayGoOn();
                        return completedFuture(new Rows<>(rows, more));
                      });
            });
  }

  /**
   * Returns how many partitions to read at a time: one at first, later as many as fill one fetch,
   * judging by the partitions before.
   */
  private int width() {
    int each = Math.max(1, rows.size() / Math.max(1, visited));
    return Math.max(1, Math.min(Math.min(visited + 1, MAX_WIDTH), wanted() / each));
  }

  /** Returns how many rows to fetch at a time. */
  private int wanted() {
    return Math.min(read.limit() - rows.size(), source.pageRows());
  }

  private boolean isFull() {
    return rows.size() >= read.limit();
  }

  /**
   * Requests the first rows of all partitions at once, and takes the rows of one partition after
   * another.
   */
  private CompletionStage<Void> takeAll(List<Partition> group) {
    int share = Math.max(1, wanted() / group.size());
    CompletionStage<Void> taken = completedFuture(null);
    for (Partition partition : group) {
      CompletionStage<AsyncResultSet> first = fetch(partition, share, null);
      taken =
          taken.thenCompose(
              before -> {
                if (isFull()) {
                  return completedFuture(null);
                }
                visited++;
                lastHadRows = false;
                return take(partition, first);
              });
    }
    return taken;
  }

  private CompletionStage<Void> take(Partition partition, CompletionStage<AsyncResultSet> answer) {
    return answer.thenCompose(
        found -> {
          for (Row row : found.currentPage()) {
            if (isFull()) {
              lastHasMore = true;
              return completedFuture(null);
            }
            rows.add(source.row().apply(row));
            lastHadRows = true;
          }
          ByteBuffer next = found.getExecutionInfo().getPagingState();
          lastHasMore = next != null;
          return next == null || isFull()
              ? completedFuture(null)
              : take(partition, fetch(partition, wanted(), next));
        });
  }

  private CompletionStage<AsyncResultSet> fetch(
      Partition partition, int count, @Nullable ByteBuffer pagingState) {
    PartitionKey key = PartitionKey.of(read.series(), partition);
    return requests.send(
        c ->
            key.bind(c.prepared(source.select()))
                .setLong(2, read.fromMillis())
                .setLong(3, read.toMillis())
                .setPageSize(count)
                .setPagingState(pagingState)
                .setConsistencyLevel(level)
                .build(),
        deadline);
  }
}
