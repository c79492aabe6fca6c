package net.es.esmond.storage.testkit.bench.metadata;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import net.es.esmond.storage.testkit.postgres.PostgresServer;

/**
 * A metadata database of any size, made by SQL: ten event types and four parameters a record. At
 * first it has none of this library's additions to {@code ps_event_types}.
 */
final class GeneratedArchive {
  static final String DATABASE = "esmond";

  private static final List<String> FILL =
      List.of(
          """
          ALTER TABLE ps_event_types RESET (fillfactor), DROP COLUMN esmond_updated_hour;
          DROP INDEX esmond_metadata_parameters_value
          """,
          // The rows are right by construction: no need to check ten million references.
          // A record's rows are next to each other, as when it was registered.
          "SET session_replication_role = replica",
          """
          INSERT INTO ps_metadata (id, metadata_key, subject_type, checksum)
          SELECT n, md5(n::text), 'point-to-point', md5(n::text) || md5((-n)::text)
            FROM generate_series(1, %1$s) n
          """,
          """
          INSERT INTO ps_p2p_subject (id, tool_name, source, destination, measurement_agent,
                                      input_source, input_destination, metadata_id)
          SELECT n, 'tool/' || n %% 5, '10.0.0.0'::inet + n %% 5000,
                 '10.1.0.0'::inet + n / 5000 %% 5000, '10.0.0.0'::inet + n %% 5000,
                 'host-' || n %% 5000, 'host-' || n / 5000 %% 5000, n
            FROM generate_series(1, %1$s) n
          """,
          """
          INSERT INTO ps_event_types (event_type, summary_type, summary_window, time_updated,
                                      metadata_id)
          SELECT (ARRAY['throughput', 'packet-loss-rate', 'histogram-owdelay', 'packet-trace',
                        'failures'])[k / 2 + 1],
                 CASE k %% 2 WHEN 0 THEN 'base' ELSE 'aggregation' END,
                 CASE k %% 2 WHEN 0 THEN 0 ELSE 3600 END,
                 now() - interval '30 days' * power(random(), 3), n
            FROM generate_series(1, %1$s) n CROSS JOIN LATERAL generate_series(0, 9 + 0 * n) k
          """,
          """
          INSERT INTO ps_metadata_parameters (parameter_key, parameter_value, metadata_id)
          SELECT 'parameter-' || k, (n %% (10 ^ k)::int)::text, n
            FROM generate_series(1, %1$s) n CROSS JOIN LATERAL generate_series(1, 4 + 0 * n) k
          """,
          "SELECT setval('ps_metadata_id_seq', %1$s)",
          "SELECT setval('ps_p2p_subject_id_seq', %1$s)");

  /** A database without a comment is not complete. */
  private static final String COMMENT =
      "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '"
          + DATABASE
          + "'";

  private GeneratedArchive() {}

  /** Says whether the database is there, complete and of this size. */
  static boolean exists(PostgresServer server, int records) throws SQLException {
    String comment = value(server, "postgres", COMMENT);
    return comment != null && comment.startsWith(records + " records until ");
  }

  /** When the newest of the generated event types was updated. */
  static Instant newest(PostgresServer server) throws SQLException {
    String comment = value(server, "postgres", COMMENT);
    return Instant.ofEpochSecond(
        new BigDecimal(comment.substring(comment.lastIndexOf(' ') + 1)).longValue());
  }

  static void fill(PostgresServer server, int records) throws SQLException {
    execute(server, FILL.stream().map(sql -> sql.formatted(records)).toArray(String[]::new));
  }

  static void complete(PostgresServer server, int records) throws SQLException {
    execute(server, "VACUUM ANALYZE");
    String newest =
        value(server, "SELECT extract(epoch FROM max(time_updated)) FROM ps_event_types");
    execute(
        server,
        "COMMENT ON DATABASE %s IS '%s records until %s'".formatted(DATABASE, records, newest));
  }

  static String value(PostgresServer server, String sql) throws SQLException {
    return value(server, DATABASE, sql);
  }

  private static String value(PostgresServer server, String database, String sql)
      throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  /** Runs statements one after the other on one connection. */
  static void execute(PostgresServer server, String... statements) throws SQLException {
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, 0);
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
