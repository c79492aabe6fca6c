package net.es.esmond.storage.cassandra.internal.series;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.CallerThread;
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
  private final AnswerBudget budget;
  private final RowSource<T> source;
  private final SeriesRead read;
  private final PartitionPages partitions;
  private final ConsistencyLevel level;
  private final Deadline deadline;

  /** Takes the rows of answers: the caller's own thread where that waits for this page. */
  private final Executor here;

  private final List<T> rows = new ArrayList<>();

  /** Size of the texts in the rows, in bytes. */
  private int bytes;

  /** Number of partitions whose rows were taken. */
  private int visited;

  /** Whether the last partition had rows. */
  private boolean lastHadRows;

  /** Whether the last partition has more rows. */
  private boolean lastHasMore;

  private CqlSeriesReader(
      Requests requests,
      AnswerBudget budget,
      RowSource<T> source,
      SeriesRead read,
      PartitionPages partitions,
      ConsistencyLevel level,
      Deadline deadline) {
    this.requests = requests;
    this.budget = budget;
    this.source = source;
    this.read = read;
    this.partitions = partitions;
    this.level = level;
    this.deadline = deadline;
    this.here = CallerThread.orElse(requests.timed().executor());
  }

  static <T> CompletionStage<Rows<T>> read(
      Requests requests,
      AnswerBudget budget,
      RowSource<T> source,
      SeriesRead read,
      PartitionPages partitions,
      ConsistencyLevel level,
      Deadline deadline) {
    return new CqlSeriesReader<>(requests, budget, source, read, partitions, level, deadline)
        .page();
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
    return Math.min(read.limit() - rows.size(), source.sizes().rows(read.series()));
  }

  private boolean isFull() {
    return rows.size() >= read.limit() || isFull(source.sizes().rowBytes(read.series()));
  }

  /** Whether a row of that size has no room. */
  private boolean isFull(int rowBytes) {
    return bytes > 0 && bytes + rowBytes > Rows.MAX_BYTES;
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
          int largest = 0;
          boolean tooMany = false;
          for (Row row : found.currentPage()) {
            int size = source.sizes().bytes(row);
            largest = Math.max(largest, size);
            tooMany = rows.size() >= read.limit() || isFull(size);
            if (tooMany) {
              break;
            }
            rows.add(source.row().apply(row));
            bytes += size;
            lastHadRows = true;
          }
          source.sizes().learn(read.series(), largest);
          ByteBuffer next = found.getExecutionInfo().getPagingState();
          lastHasMore = tooMany || next != null;
          return next == null || isFull()
              ? completedFuture(null)
              : take(partition, fetch(partition, wanted(), next));
        });
  }

  /** What is too large to be answered is asked for row by row. */
  private CompletionStage<AsyncResultSet> fetch(
      Partition partition, int count, @Nullable ByteBuffer pagingState) {
    return ask(partition, count, pagingState)
        .exceptionallyCompose(
            error -> {
              if (count == 1 || !Failures.isTooLarge(error)) {
                return failedFuture(error);
              }
              source.sizes().tooLarge(read.series());
              return ask(partition, 1, pagingState);
            });
  }

  private CompletionStage<AsyncResultSet> ask(
      Partition partition, int count, @Nullable ByteBuffer pagingState) {
    PartitionKey key = PartitionKey.of(read.series(), partition);
    return budget.send(
        (long) count * source.sizes().rowBytes(read.series()),
        deadline,
        () ->
            requests.send(
                c ->
                    key.bind(c.prepared(source.select()))
                        .setLong(2, read.fromMillis())
                        .setLong(3, read.toMillis())
                        .setPageSize(count)
                        .setPagingState(pagingState)
                        .setConsistencyLevel(level)
                        .build(),
                deadline,
                here));
  }
}
