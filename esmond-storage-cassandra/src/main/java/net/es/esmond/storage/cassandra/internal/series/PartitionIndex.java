package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;

/**
 * Records which partitions exist, so that reads without bounds and sweeps can find them. Every
 * instance records a partition once, before it acknowledges its first point there: no acknowledged
 * point is ever in a partition that the index lacks.
 */
final class PartitionIndex {
  /** Shards of a month in {@code partitions_by_month}; part of the stored format. */
  private static final int SHARDS = 16;

  /** About 30 MB of keys; after that we start over, at the price of recording once more. */
  private static final int MAX_KNOWN = 200_000;

  private final Requests requests;
  private final String insert;
  private final String insertByMonth;
  private final String select;
  private final Set<Key> recorded = ConcurrentHashMap.newKeySet();

  private record Key(String path, Partition partition) {}

  PartitionIndex(Requests requests, CqlIdentifier keyspace) {
    this.requests = requests;
    this.insert = insert(keyspace);
    this.insertByMonth = insertByMonth(keyspace);
    this.select = select(keyspace);
  }

  static List<String> statements(CqlIdentifier keyspace) {
    return List.of(insert(keyspace), insertByMonth(keyspace), select(keyspace));
  }

  private static String insert(CqlIdentifier keyspace) {
    return "INSERT INTO "
        + keyspace.asCql(true)
        + ".partitions (series, year, month) VALUES (?, ?, ?)";
  }

  private static String insertByMonth(CqlIdentifier keyspace) {
    return "INSERT INTO "
        + keyspace.asCql(true)
        + ".partitions_by_month (year, month, shard, series) VALUES (?, ?, ?, ?)";
  }

  private static String select(CqlIdentifier keyspace) {
    return "SELECT year, month FROM " + keyspace.asCql(true) + ".partitions WHERE series = ?";
  }

  /** Sees to it that a partition is in the index, at the level that the points are written at. */
  CompletionStage<Void> record(
      String path, Partition partition, ConsistencyLevel level, Deadline deadline) {
    Key key = new Key(path, partition);
    if (recorded.contains(key)) {
      return CompletableFuture.completedFuture(null);
    }
    byte month = (byte) partition.month();
    byte shard = (byte) Math.floorMod(path.hashCode(), SHARDS);
    CompletionStage<?> bySeries =
        requests.send(
            c -> c.prepared(insert).bind(path, partition.year(), month).setConsistencyLevel(level),
            deadline);
    CompletionStage<?> byMonth =
        requests.send(
            c ->
                c.prepared(insertByMonth)
                    .bind(partition.year(), month, shard, path)
                    .setConsistencyLevel(level),
            deadline);
    return bySeries.thenCombine(
        byMonth,
        (first, second) -> {
          if (recorded.size() >= MAX_KNOWN) {
            recorded.clear();
          }
          recorded.add(key);
          return null;
        });
  }

  /** Lists the partitions of a series, oldest first. */
  CompletionStage<List<Partition>> list(Series series, ConsistencyLevel level, Deadline deadline) {
    // A hundred years of months fit into one page of the driver's default size.
    return requests
        .send(c -> c.prepared(select).bind(series.path()).setConsistencyLevel(level), deadline)
        .thenApply(PartitionIndex::partitions);
  }

  private static List<Partition> partitions(AsyncResultSet rows) {
    List<Partition> partitions = new ArrayList<>();
    for (Row row : rows.currentPage()) {
      partitions.add(new Partition(row.getInt(0), row.getByte(1)));
    }
    Collections.sort(partitions);
    return partitions;
  }
}
