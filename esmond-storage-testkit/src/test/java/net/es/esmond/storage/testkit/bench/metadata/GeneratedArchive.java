package net.es.esmond.storage.testkit.bench.metadata;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import net.es.esmond.storage.testkit.postgres.PostgresServer;

/** A metadata database of any size, made by SQL: ten event types and four parameters a record. */
final class GeneratedArchive {
  static final String DATABASE = "esmond";

  private static final List<String> FILL =
      List.of(
          // The rows are right by construction: no need to check ten million references.
          "SET session_replication_role = replica",
          """
          INSERT INTO ps_metadata (id, metadata_key, subject_type, checksum)
          SELECT n, md5(n::text), 'point-to-point', md5(n::text) || md5((-n)::text)
            FROM generate_series(1, %1$d) n
          """,
          """
          INSERT INTO ps_p2p_subject (id, tool_name, source, destination, measurement_agent,
                                      input_source, input_destination, metadata_id)
          SELECT n, 'tool/' || n %% 5, '10.0.0.0'::inet + n %% 5000,
                 '10.1.0.0'::inet + n / 5000 %% 5000, '10.0.0.0'::inet + n %% 5000,
                 'host-' || n %% 5000, 'host-' || n / 5000 %% 5000, n
            FROM generate_series(1, %1$d) n
          """,
          """
          INSERT INTO ps_event_types (event_type, summary_type, summary_window, time_updated,
                                      metadata_id)
          SELECT (ARRAY['throughput', 'packet-loss-rate', 'histogram-owdelay', 'packet-trace',
                        'failures'])[k / 2 + 1],
                 CASE k %% 2 WHEN 0 THEN 'base' ELSE 'aggregation' END,
                 CASE k %% 2 WHEN 0 THEN 0 ELSE 3600 END,
                 now() - interval '30 days' * power(random(), 3), n
            FROM generate_series(1, %1$d) n, generate_series(0, 9) k
          """,
          """
          INSERT INTO ps_metadata_parameters (parameter_key, parameter_value, metadata_id)
          SELECT 'parameter-' || k, (n %% (10 ^ k)::int)::text, n
            FROM generate_series(1, %1$d) n, generate_series(1, 4) k
          """,
          "SELECT setval('ps_metadata_id_seq', %1$d)",
          "SELECT setval('ps_p2p_subject_id_seq', %1$d)",
          "VACUUM ANALYZE");

  private GeneratedArchive() {}

  static void fill(PostgresServer server, int records) throws SQLException {
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, 0);
      for (String sql : FILL) {
        statement.execute(sql.formatted(records));
      }
    }
  }

  static String value(PostgresServer server, String sql) throws SQLException {
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  static void execute(PostgresServer server, String sql) throws SQLException {
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, 0);
      statement.execute(sql);
    }
  }
}
