package net.es.esmond.storage.conf;

import java.util.List;
import java.util.Objects;

/** Being written: an archive's configuration. Immutable. */
public final class EsmondConf {
  private final CassandraConf cassandra;
  private final SqlConf sql;

  private EsmondConf(CassandraConf cassandra, SqlConf sql) {
    this.cassandra = Objects.requireNonNull(cassandra, "cassandra");
    this.sql = Objects.requireNonNull(sql, "sql");
  }

  /**
   * Returns the {@code cassandra_*} part.
   *
   * @return how to reach the measurements
   */
  public CassandraConf cassandra() {
    return cassandra;
  }

  /**
   * Returns the {@code sql_db_*} part.
   *
   * @return how to reach the metadata
   */
  public SqlConf sql() {
    return sql;
  }

  /**
   * Combines two parts that were built in code.
   *
   * @param cassandra how to reach the measurements
   * @param sql how to reach the metadata
   * @return the configuration
   */
  public static EsmondConf of(CassandraConf cassandra, SqlConf sql) {
    return new EsmondConf(cassandra, sql);
  }

  /**
   * Returns what a reader of the file should know: unknown keys, corrected ports.
   *
   * @return one line each; empty when nothing was odd
   */
  public List<String> warnings() {
    return List.of();
  }
}
