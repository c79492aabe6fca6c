package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.SeriesWrite;

/**
 * Writes the points of one series: each partition's in batches that one replica applies as one
 * mutation, a few batches at a time.
 */
final class SeriesWriter {
  /** Batches of one write that are in flight together. */
  private static final int WIDTH = 16;

  private final Requests requests;
  private final PartitionIndex index;

  SeriesWriter(Requests requests, PartitionIndex index) {
    this.requests = requests;
    this.index = index;
  }

  CompletionStage<Void> write(
      SeriesTable table, SeriesWrite write, ConsistencyLevel level, Deadline deadline) {
    String path = write.series().path();
    List<Batch> batches = new ArrayList<>();
    List<CompletionStage<Void>> recorded = new ArrayList<>();
    byPartition(write)
        .forEach(
            (partition, points) -> {
              recorded.add(index.record(path, partition, level, deadline));
              String rowKey = path + ":" + partition.year();
              for (List<StoredPoint> part : BatchSplitter.split(rowKey, points)) {
                batches.add(new Batch(table, rowKey, partition.month(), part, write, level));
              }
            });
    CompletionStage<Void> sent =
        Bounded.all(batches, WIDTH, batch -> requests.send(batch::statement, deadline));
    return CompletableFuture.allOf(
        sent.toCompletableFuture(),
        CompletableFuture.allOf(
            recorded.stream()
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture[]::new)));
  }

  private static SortedMap<Partition, List<StoredPoint>> byPartition(SeriesWrite write) {
    SortedMap<Partition, List<StoredPoint>> partitions = new TreeMap<>();
    for (StoredPoint point : write.points()) {
      partitions
          .computeIfAbsent(
              Partition.of(write.series(), point.timeMillis()), partition -> new ArrayList<>())
          .add(point);
    }
    return partitions;
  }

  /** Points that go to the server together. */
  private record Batch(
      SeriesTable table,
      String rowKey,
      int month,
      List<StoredPoint> points,
      SeriesWrite write,
      ConsistencyLevel level) {

    Statement<?> statement(Connection connection) {
      PreparedStatement insert = connection.prepared(table.insert());
      if (points.size() == 1) {
        return table
            .bindInsert(insert, rowKey, month, points.get(0), write.ttlSeconds())
            .setQueryTimestamp(write.timestampMicros())
            .setConsistencyLevel(level)
            .build();
      }
      BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
      for (StoredPoint point : points) {
        batch.addStatement(
            table.bindInsert(insert, rowKey, month, point, write.ttlSeconds()).build());
      }
      return batch.setQueryTimestamp(write.timestampMicros()).setConsistencyLevel(level).build();
    }
  }
}
