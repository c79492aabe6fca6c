package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.PartitionStore;

/**
 * Records which partitions exist, so that reads without bounds and sweeps can find them. Every
 * instance records a partition once an hour, before it acknowledges its first point there, most
 * often in the same request: no acknowledged point is ever in a partition that the index lacks.
 */
final class PartitionIndex {
  /** Shards of a month in {@code partitions_by_month}; part of the stored format. */
  static final int SHARDS = 16;

  /** About 30 MB of keys; after that we start over, at the price of recording once more. */
  private static final int MAX_KNOWN = 200_000;

  private final Requests requests;
  private final Batches batches;
  private final String insert;
  private final String insertByMonth;
  private final String select;
  private final String selectByMonth;
  private final String delete;
  private final String deleteByMonth;

  /** When each was, on the clock of {@link System#nanoTime}. */
  private final Map<Key, Long> recorded = new ConcurrentHashMap<>();

  private record Key(Series series, Partition partition) {}

  PartitionIndex(Requests requests, CqlIdentifier keyspace) {
    this.requests = requests;
    this.batches = new Batches(requests);
    this.insert = insert(keyspace);
    this.insertByMonth = insertByMonth(keyspace);
    this.select = select(keyspace);
    this.selectByMonth = selectByMonth(keyspace);
    this.delete = delete(keyspace);
    this.deleteByMonth = deleteByMonth(keyspace);
  }

  static List<String> statements(CqlIdentifier keyspace) {
    return List.of(
        insert(keyspace),
        insertByMonth(keyspace),
        select(keyspace),
        selectByMonth(keyspace),
        delete(keyspace),
        deleteByMonth(keyspace));
  }

  private static String insert(CqlIdentifier keyspace) {
    return "INSERT INTO "
        + keyspace.asCql(true)
        + ".partitions (series, year, month) VALUES (?, ?, ?) USING TIMESTAMP ?";
  }

  private static String insertByMonth(CqlIdentifier keyspace) {
    return "INSERT INTO "
        + keyspace.asCql(true)
        + ".partitions_by_month (year, month, shard, series) VALUES (?, ?, ?, ?)"
        + " USING TIMESTAMP ?";
  }

  private static String select(CqlIdentifier keyspace) {
    return "SELECT year, month FROM " + keyspace.asCql(true) + ".partitions WHERE series = ?";
  }

  private static String selectByMonth(CqlIdentifier keyspace) {
    return "SELECT series FROM "
        + keyspace.asCql(true)
        + ".partitions_by_month WHERE year = ? AND month = ? AND shard = ? AND series > ? LIMIT ?";
  }

  private static String delete(CqlIdentifier keyspace) {
    return "DELETE FROM "
        + keyspace.asCql(true)
        + ".partitions WHERE series = ? AND year = ? AND month = ?";
  }

  private static String deleteByMonth(CqlIdentifier keyspace) {
    return "DELETE FROM "
        + keyspace.asCql(true)
        + ".partitions_by_month WHERE year = ? AND month = ? AND shard = ? AND series = ?";
  }

  /** Takes year, month, shard, the path before the first, and a limit. */
  String selectByMonth() {
    return selectByMonth;
  }

  /** What has to be written, at the points' level, before they are acknowledged. */
  Listing listing(Series series, Partition partition) {
    Key key = new Key(series, partition);
    long now = System.nanoTime();
    Long before = recorded.get(key);
    if (before != null && now - before < PartitionStore.LISTED_FOR.toNanos()) {
      return Listing.NONE;
    }
    String path = series.path();
    int year = partition.year();
    byte month = (byte) partition.month();
    // Not that of the points, which may be ahead of the time to win over others.
    long micros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    return new Listing(
        List.of(
            new IndexRow(insert, micros, path, path, year, month),
            new IndexRow(insertByMonth, micros, path, year, month, shard(path), path)),
        () -> recorded(key, now));
  }

  private void recorded(Key key, long now) {
    if (recorded.size() >= MAX_KNOWN) {
      recorded.clear();
    }
    recorded.put(key, now);
  }

  /** Sees to it that a partition is in the index before anything is written there. */
  CompletionStage<Void> record(
      Series series, Partition partition, ConsistencyLevel level, Deadline deadline) {
    Listing listing = listing(series, partition);
    return listing.rows().isEmpty()
        ? CompletableFuture.completedFuture(null)
        : batches.send(listing.rows(), level, deadline).thenRun(listing.written());
  }

  private static byte shard(String path) {
    return (byte) Math.floorMod(path.hashCode(), SHARDS);
  }

  /** Takes a partition off both lists; the list by month last, where sweeps find what is left. */
  CompletionStage<Void> remove(
      Series series,
      Partition partition,
      long timestampMicros,
      ConsistencyLevel level,
      Deadline deadline) {
    recorded.remove(new Key(series, partition));
    String path = series.path();
    byte month = (byte) partition.month();
    return requests
        .send(
            c ->
                c.prepared(delete)
                    .bind(path, partition.year(), month)
                    .setQueryTimestamp(timestampMicros)
                    .setConsistencyLevel(level),
            deadline)
        .thenCompose(
            removed ->
                requests.send(
                    c ->
                        c.prepared(deleteByMonth)
                            .bind(partition.year(), month, shard(path), path)
                            .setQueryTimestamp(timestampMicros)
                            .setConsistencyLevel(level),
                    deadline))
        .thenAccept(removed -> {});
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
