package net.es.esmond.storage.testkit.bench.measurements;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.testkit.postgres.PostgresServer;

/**
 * esmond's statements for each point, one after the other: a look at what is stored, a look at the
 * summaries that the test has, the insert, and the update of the time, in a transaction.
 */
final class EsmondWay implements AutoCloseable {
  private static final String METADATA_ID = "(SELECT id FROM ps_metadata WHERE metadata_key = ?)";

  private final BareDriver bare;
  private final PostgresServer postgres;
  private final Connection connection;
  private final PreparedStatement summaries;
  private final PreparedStatement touch;

  EsmondWay(BareDriver bare, String address) throws SQLException {
    this.bare = bare;
    this.postgres = PostgresServer.builder().address(address).start();
    postgres.createDatabase("esmond_way");
    this.connection = postgres.connect("esmond_way");
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE ps_metadata (id serial PRIMARY KEY, metadata_key text UNIQUE)");
      statement.execute(
          "CREATE TABLE ps_event_types (id serial PRIMARY KEY, metadata_id int REFERENCES ps_metadata,"
              + " event_type text, summary_type text, summary_window int,"
              + " time_updated timestamptz, UNIQUE (metadata_id, event_type, summary_type, summary_window))");
    }
    summaries =
        connection.prepareStatement(
            "SELECT summary_type, summary_window FROM ps_event_types WHERE event_type = ?"
                + " AND metadata_id = "
                + METADATA_ID
                + " ORDER BY summary_type");
    touch =
        connection.prepareStatement(
            "UPDATE ps_event_types SET time_updated = now() WHERE event_type = ? AND metadata_id = "
                + METADATA_ID);
  }

  void register(String key, List<EventType> eventTypes) throws SQLException {
    try (PreparedStatement metadata =
            connection.prepareStatement("INSERT INTO ps_metadata (metadata_key) VALUES (?)");
        PreparedStatement events =
            connection.prepareStatement(
                "INSERT INTO ps_event_types (metadata_id, event_type, summary_type, summary_window)"
                    + " VALUES ("
                    + METADATA_ID
                    + ", ?, 'base', 0)")) {
      metadata.setString(1, key);
      metadata.execute();
      for (EventType type : eventTypes) {
        events.setString(1, key);
        events.setString(2, type.esmondName());
        events.execute();
      }
    }
    connection.commit();
  }

  long write(List<Load.Points> load, int atMost) throws SQLException {
    int count = 0;
    for (Load.Points series : load) {
      for (Point point : series.points()) {
        if (count == atMost) {
          return count;
        }
        write(series.series(), point);
        count++;
      }
    }
    return count;
  }

  private void write(Series series, Point point) throws SQLException {
    bare.find(series, point);
    bind(summaries, series);
    try (ResultSet rows = summaries.executeQuery()) {
      while (rows.next()) {
        bare.write(series, point).toCompletableFuture().join();
      }
    }
    bind(touch, series);
    touch.executeUpdate();
    connection.commit();
  }

  private static void bind(PreparedStatement statement, Series series) throws SQLException {
    statement.setString(1, series.eventType().esmondName());
    statement.setString(2, series.metadataKey());
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    postgres.close();
  }
}
