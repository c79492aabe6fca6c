package net.es.esmond.storage.cassandra.internal.schema;

import java.util.List;

/**
 * Declares the tables of both keyspaces. Tables of later features are included, so that none needs
 * an ALTER.
 */
final class Tables {
  /**
   * The partition key of all tables of points: esmond's row key and the partition's {@linkplain
   * net.es.esmond.storage.series.Partition#storedNumber number}.
   */
  private static final String SERIES = "key text, month tinyint";

  /** A table that is kept for esmond's name; nothing is written to it. */
  static final TableDefinition UNUSED =
      TableDefinition.of(
          "stat_aggregations",
          SERIES,
          "ts bigint",
          "min bigint, max bigint, min_ts bigint, max_ts bigint");

  /** The tables of an archive's keyspace. */
  static final List<TableDefinition> ARCHIVE =
      List.of(
          TableDefinition.of("raw_data", SERIES, "ts bigint", "val text"),
          TableDefinition.of("base_rates", SERIES, "ts bigint", "val bigint"),
          TableDefinition.of(
              "rate_aggregations",
              SERIES,
              "ts bigint",
              "val bigint, base_freq bigint, count bigint"),
          UNUSED,
          TableDefinition.of("summaries_state", SERIES, "ts bigint", "points bigint, stale bigint"),
          // Which partitions exist, for the reader of one series ...
          TableDefinition.of("partitions", "series text", "year int, month tinyint", ""),
          // ... and for sweeps over all series of a partition, in shards of bearable size.
          TableDefinition.of(
              "partitions_by_month", "year int, month tinyint, shard tinyint", "series text", ""));

  /**
   * The tables of the control keyspace: leases, and control records of replication. A table
   * "writers", which earlier versions had, is ignored.
   */
  static final List<TableDefinition> CONTROL =
      List.of(
          TableDefinition.of("leases", "name text", "", "owner text"),
          TableDefinition.of(
              "control_records",
              "keyspace_name text",
              "",
              "version bigint, writer uuid, record text"));

  private Tables() {}
}
