package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import java.util.List;

/**
 * Statements on the two tables of the partition index: one lists the partitions of each series, the
 * other the series of each partition. The column {@code month} holds a partition's {@linkplain
 * net.es.esmond.storage.series.Partition#storedNumber number}.
 *
 * @param insert takes path, year, month and a timestamp
 * @param insertByMonth takes year, month, shard, path and a timestamp
 * @param select takes a path
 * @param selectAll takes nothing, and returns year, month and shard of all partitions
 * @param selectByMonth takes year, month, shard, the path before the first, and a limit
 * @param delete takes path, year and month
 * @param deleteByMonth takes year, month, shard and path
 */
record PartitionTables(
    String insert,
    String insertByMonth,
    String select,
    String selectAll,
    String selectByMonth,
    String delete,
    String deleteByMonth) {
  /** Number of shards in a partition's list of series. The number is part of the stored format. */
  static final int SHARDS = 16;

  static PartitionTables in(CqlIdentifier keyspace) {
    String bySeries = keyspace.asCql(true) + ".partitions";
    String byMonth = keyspace.asCql(true) + ".partitions_by_month";
    String ofMonth = byMonth + " WHERE year = ? AND month = ? AND shard = ? AND series ";
    return new PartitionTables(
        "INSERT INTO " + bySeries + " (series, year, month) VALUES (?, ?, ?) USING TIMESTAMP ?",
        "INSERT INTO "
            + byMonth
            + " (year, month, shard, series) VALUES (?, ?, ?, ?) USING TIMESTAMP ?",
        "SELECT year, month FROM " + bySeries + " WHERE series = ?",
        "SELECT DISTINCT year, month, shard FROM " + byMonth,
        "SELECT series FROM " + ofMonth + "> ? LIMIT ?",
        "DELETE FROM " + bySeries + " WHERE series = ? AND year = ? AND month = ?",
        "DELETE FROM " + ofMonth + "= ?");
  }

  List<String> statements() {
    return List.of(insert, insertByMonth, select, selectAll, selectByMonth, delete, deleteByMonth);
  }

  static byte shard(String path) {
    return (byte) Math.floorMod(path.hashCode(), SHARDS);
  }
}
