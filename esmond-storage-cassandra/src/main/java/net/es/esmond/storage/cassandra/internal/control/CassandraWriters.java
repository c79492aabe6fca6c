package net.es.esmond.storage.cassandra.internal.control;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.schema.Schema;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.spi.Writers;

/**
 * Writers as rows that expire. One replica is enough to announce a writer, and all are asked who is
 * announced: so a node that is down keeps nobody from writing, only from being sure to be alone.
 */
public final class CassandraWriters implements Writers {
  private static final String ROWS = Schema.CONTROL + ".writers";
  private static final String INSERT =
      "INSERT INTO " + ROWS + " (archive, writer, alone) VALUES (?, ?, ?) USING TTL ?";
  private static final String SELECT = "SELECT writer, alone FROM " + ROWS + " WHERE archive = ?";
  private static final String DELETE = "DELETE FROM " + ROWS + " WHERE archive = ? AND writer = ?";

  private final Requests requests;
  private final String archive;

  /**
   * Serves the writers of one archive.
   *
   * @param requests has prepared {@link #statements}
   * @param archive tells this archive's writers from those of others on the same cluster
   */
  public CassandraWriters(Requests requests, String archive) {
    this.requests = requests;
    this.archive = archive;
  }

  /**
   * Lists the statements to prepare.
   *
   * @return their CQL
   */
  public static List<String> statements() {
    return List.of(INSERT, SELECT, DELETE);
  }

  @Override
  public CompletionStage<Void> announce(
      String writer, boolean alone, Duration duration, Deadline deadline) {
    int ttl = (int) duration.plusMillis(999).toSeconds();
    return send(DefaultConsistencyLevel.ONE, deadline, INSERT, archive, writer, alone, ttl)
        .thenAccept(done -> {});
  }

  @Override
  public CompletionStage<Map<String, Boolean>> announced(Deadline deadline) {
    return send(DefaultConsistencyLevel.ALL, deadline, SELECT, archive)
        .thenApply(
            rows -> {
              if (rows.hasMorePages()) {
                throw new IllegalStateException("more writers than fit into a page");
              }
              Map<String, Boolean> writers = new HashMap<>();
              for (Row row : rows.currentPage()) {
                writers.put(row.getString(0), row.getBoolean(1));
              }
              return writers;
            });
  }

  @Override
  public CompletionStage<Void> withdraw(String writer, Deadline deadline) {
    return send(DefaultConsistencyLevel.ONE, deadline, DELETE, archive, writer)
        .thenAccept(done -> {});
  }

  private CompletionStage<AsyncResultSet> send(
      ConsistencyLevel level, Deadline deadline, String cql, Object... values) {
    return requests.send(c -> c.prepared(cql).bind(values).setConsistencyLevel(level), deadline);
  }
}
