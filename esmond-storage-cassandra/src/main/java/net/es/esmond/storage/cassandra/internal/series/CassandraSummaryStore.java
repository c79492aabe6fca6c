package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongUnaryOperator;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.BoundedParallel;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.StaleMark;
import net.es.esmond.storage.spi.StoredSummary;
import net.es.esmond.storage.spi.SummaryProgress;
import net.es.esmond.storage.spi.SummaryStore;
import net.es.esmond.storage.spi.SummaryWrite;

/** Stores summaries in the tables of points, and their state in a table of its own. */
final class CassandraSummaryStore implements SummaryStore {
  /** Number of rows in one batch. Even with the longest row keys they have less than 32 KiB. */
  private static final int BATCH_ROWS = 100;

  private static final int WIDTH = 16;

  private final CassandraTimeSeriesStore store;
  private final Requests requests;
  private final PartitionIndex index;
  private final StateTable states;

  CassandraSummaryStore(
      CassandraTimeSeriesStore store, Requests requests, PartitionIndex index, StateTable states) {
    this.store = store;
    this.requests = requests;
    this.index = index;
    this.states = states;
  }

  @Override
  public CompletionStage<Rows<StoredSummary>> read(SeriesRead read, Deadline deadline) {
    boolean newestFirst = read.newestFirst();
    return store
        .rows(store.table(read.series()).stampedPoints(newestFirst), read, deadline)
        .thenCombine(
            store.rows(states.windows(newestFirst), windowsOnly(read), deadline),
            (values, known) -> SummaryRows.merged(values, known, newestFirst));
  }

  /** Returns the read without the rows that describe the whole partition. */
  private static SeriesRead windowsOnly(SeriesRead read) {
    return new SeriesRead(
        read.series(),
        Math.max(StateTable.LOST + 1, read.fromMillis()),
        read.toMillis(),
        read.newestFirst(),
        read.limit(),
        read.level());
  }

  @Override
  public CompletionStage<Void> store(SummaryWrite write, Deadline deadline) {
    Map<Partition, List<StateRow>> rows = new TreeMap<>();
    write
        .points()
        .forEach(
            (start, points) ->
                rows.computeIfAbsent(
                        Partition.of(write.series(), start), partition -> new ArrayList<>())
                    .add(new StateRow(start, points, write.ttlSeconds(start))));
    CompletionStage<Void> values =
        write.windows().isEmpty()
            ? CompletableFuture.completedFuture(null)
            : store.write(write.values(), deadline);
    return values
        .thenCompose(
            written ->
                BoundedParallel.all(
                    write.emptied(), WIDTH, start -> delete(write, start, deadline)))
        .thenCompose(
            done ->
                insert(states.insertPoints(), write.series(), rows, write.asOfMicros(), deadline));
  }

  private CompletionStage<?> delete(SummaryWrite write, long start, Deadline deadline) {
    Partition partition = Partition.of(write.series(), start);
    return requests.send(
        c ->
            c.prepared(store.table(write.series()).delete())
                .bind(partition.rowKey(write.series()), partition.storedNumber(), start)
                .setQueryTimestamp(write.asOfMicros())
                .setConsistencyLevel(store.writeLevel()),
        deadline);
  }

  @Override
  public CompletionStage<Void> markStale(StaleMark mark, Deadline deadline) {
    LongUnaryOperator ttl = mark::ttlSeconds;
    Map<Partition, List<StateRow>> rows = new TreeMap<>();
    for (long start : mark.startsMillis()) {
      Partition partition = Partition.of(mark.series(), start);
      rows.computeIfAbsent(
              partition,
              whole -> new ArrayList<>(List.of(row(StateTable.WHOLE, mark, lastOf(whole), ttl))))
          .add(row(start, mark, start, ttl));
    }
    return insert(states.insertStale(), mark.series(), rows, mark.untilMicros(), deadline);
  }

  private static StateRow row(
      long time, StaleMark mark, long expiresFrom, LongUnaryOperator ttlSeconds) {
    return new StateRow(time, mark.untilMicros(), (int) ttlSeconds.applyAsLong(expiresFrom));
  }

  @Override
  public CompletionStage<SummaryProgress> progress(
      Series series, Partition partition, Optional<ConsistencyLevel> level, Deadline deadline) {
    return requests
        .send(
            c ->
                c.prepared(states.selectWhole())
                    .bind(partition.rowKey(series), partition.storedNumber(), StateTable.LOST)
                    .setConsistencyLevel(store.level(level)),
            deadline)
        .thenApply(answer -> StateTable.progress(answer.currentPage()));
  }

  @Override
  public CompletionStage<Void> recordLost(
      Series series,
      Partition partition,
      long untilMillis,
      long asOfMicros,
      Retention retention,
      Deadline deadline) {
    return insert(StateTable.LOST, series, partition, untilMillis, asOfMicros, retention, deadline);
  }

  @Override
  public CompletionStage<Void> advance(
      Series series,
      Partition partition,
      long untilMillis,
      long asOfMicros,
      Retention retention,
      Deadline deadline) {
    return insert(
        StateTable.WHOLE, series, partition, untilMillis, asOfMicros, retention, deadline);
  }

  private CompletionStage<Void> insert(
      long time,
      Series series,
      Partition partition,
      long untilMillis,
      long asOfMicros,
      Retention retention,
      Deadline deadline) {
    int ttl =
        new SeriesWrite(series, List.of(), asOfMicros, retention).ttlSeconds(lastOf(partition));
    Map<Partition, List<StateRow>> rows =
        Map.of(partition, List.of(new StateRow(time, untilMillis, ttl)));
    return insert(states.insertPoints(), series, rows, asOfMicros, deadline);
  }

  private static long lastOf(Partition partition) {
    return partition.endMillis() - 1;
  }

  /**
   * A row of the state table.
   *
   * @param time the row's time
   * @param number the value to set
   * @param ttlSeconds seconds until the value expires; 0 for never
   */
  private record StateRow(long time, long number, int ttlSeconds) {}

  private record Batch(String rowKey, Partition partition, List<StateRow> rows) {}

  /** Inserts rows after their partitions are in the index, from which reads find them. */
  private CompletionStage<Void> insert(
      String insert,
      Series series,
      Map<Partition, List<StateRow>> rows,
      long timestampMicros,
      Deadline deadline) {
    List<Batch> batches = new ArrayList<>();
    rows.forEach(
        (partition, all) -> {
          for (int i = 0; i < all.size(); i += BATCH_ROWS) {
            List<StateRow> some = all.subList(i, Math.min(all.size(), i + BATCH_ROWS));
            batches.add(new Batch(partition.rowKey(series), partition, some));
          }
        });
    return BoundedParallel.all(
            List.copyOf(rows.keySet()),
            WIDTH,
            partition -> index.record(series, partition, store.writeLevel(), deadline))
        .thenCompose(
            recorded ->
                BoundedParallel.all(
                    batches,
                    WIDTH,
                    batch ->
                        requests.send(
                            c -> statement(c, insert, batch, timestampMicros), deadline)));
  }

  private Statement<?> statement(
      Connection connection, String insert, Batch batch, long timestampMicros) {
    BatchStatementBuilder statement = BatchStatement.builder(DefaultBatchType.UNLOGGED);
    for (StateRow row : batch.rows()) {
      statement.addStatement(
          connection
              .prepared(insert)
              .bind(
                  batch.rowKey(),
                  batch.partition().storedNumber(),
                  row.time(),
                  row.number(),
                  row.ttlSeconds()));
    }
    return statement
        .setQueryTimestamp(timestampMicros)
        .setConsistencyLevel(store.writeLevel())
        .build();
  }
}
