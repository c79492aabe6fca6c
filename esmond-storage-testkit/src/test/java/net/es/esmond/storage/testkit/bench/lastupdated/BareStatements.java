package net.es.esmond.storage.testkit.bench.lastupdated;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same work without the library: by arrays of ids, and row by row. */
final class BareStatements {
  private final TouchServer server;

  BareStatements(TouchServer server) {
    this.server = server;
  }

  /** All rows once, 500 at a time, one transaction each. */
  long byArrays() throws SQLException {
    try (Connection connection = server.connect();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE ps_event_types e SET time_updated = clock_timestamp()"
                    + " FROM unnest(?::int[]) AS t (id) WHERE e.id = t.id")) {
      for (int first = 1; first <= TouchServer.ROWS; first += 500) {
        Object[] ids = new Object[500];
        for (int i = 0; i < 500; i++) {
          ids[i] = first + i;
        }
        update.setArray(1, connection.createArrayOf("int4", ids));
        update.executeUpdate();
      }
    }
    return TouchServer.ROWS;
  }

  /** esmond's statements: for each point it looks the event type up and updates it. */
  long esmond(int connections, int keys, Duration time) throws Exception {
    return each(
        connections,
        (connection, random, end) -> {
          connection.setAutoCommit(false);
          long done = 0;
          try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT e.id FROM ps_event_types e JOIN ps_metadata m"
                          + " ON m.id = e.metadata_id WHERE m.metadata_key = ?"
                          + " AND e.event_type = ? AND e.summary_type = 'base'"
                          + " AND e.summary_window = 0");
              PreparedStatement update =
                  connection.prepareStatement(
                      "UPDATE ps_event_types SET time_updated = clock_timestamp() WHERE id = ?")) {
            while (System.nanoTime() < end) {
              int n = random.nextInt(keys);
              select.setString(1, TouchServer.key(n / 10));
              select.setString(2, TouchServer.type(n).esmondName());
              try (ResultSet row = select.executeQuery()) {
                row.next();
                update.setLong(1, row.getLong(1));
              }
              update.executeUpdate();
              connection.commit();
              done++;
            }
          }
          return done;
        },
        time);
  }

  /** One row, one commit, one connection. */
  long oneByOne(Duration time) throws Exception {
    return each(
        1,
        (connection, random, end) -> {
          long done = 0;
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE ps_event_types SET time_updated = clock_timestamp() WHERE id = ?")) {
            while (System.nanoTime() < end) {
              update.setInt(1, 1 + random.nextInt(TouchServer.ROWS));
              update.executeUpdate();
              done++;
            }
          }
          return done;
        },
        time);
  }

  private interface Work {
    long run(Connection connection, SplittableRandom random, long end) throws SQLException;
  }

  private long each(int connections, Work work, Duration time) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Callable<Long>> all = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        SplittableRandom random = new SplittableRandom(i);
        Connection connection = server.connect();
        long end = System.nanoTime() + time.toNanos();
        all.add(
            () -> {
              try (connection) {
                return work.run(connection, random, end);
              }
            });
      }
      long done = 0;
      for (Future<Long> result : threads.invokeAll(all)) {
        done += result.get();
      }
      return done;
    } finally {
      threads.shutdownNow();
    }
  }
}
