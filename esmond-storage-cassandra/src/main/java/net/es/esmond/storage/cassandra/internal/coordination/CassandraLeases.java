package net.es.esmond.storage.cassandra.internal.coordination;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cassandra.internal.schema.CassandraSchema;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.spi.Leases;

/**
 * Stores leases as rows that expire, changed by lightweight transactions. Repeating a request is
 * harmless, since a request names its owner.
 */
public final class CassandraLeases implements Leases {
  private static final String ROWS = CassandraSchema.CONTROL + ".leases";
  private static final String INSERT =
      "INSERT INTO " + ROWS + " (name, owner) VALUES (?, ?) IF NOT EXISTS USING TTL ?";
  private static final String PROLONG =
      "UPDATE " + ROWS + " USING TTL ? SET owner = ? WHERE name = ? IF owner = ?";

  /** The holder of a lease that expired meanwhile or that nobody has. */
  private static final String NOBODY = "?";

  private static final String DELETE = "DELETE FROM " + ROWS + " WHERE name = ? IF owner = ?";

  private final Requests requests;
  private final String prefix;

  /**
   * Creates the leases of one archive.
   *
   * @param requests sends requests; has prepared {@link #statements}
   * @param archive name that separates this archive's leases from those of other archives on the
   *     same cluster
   */
  public CassandraLeases(Requests requests, String archive) {
    this.requests = requests;
    this.prefix = archive + ":";
  }

  /**
   * Returns the statements to prepare.
   *
   * @return their CQL
   */
  public static List<String> statements() {
    return List.of(INSERT, PROLONG, DELETE);
  }

  @Override
  public CompletionStage<Boolean> take(
      String name, String owner, Duration duration, Deadline deadline) {
    int ttl = (int) Math.max(1, duration.plusMillis(999).toSeconds());
    return send(INSERT, deadline, prefix + name, owner, ttl)
        .thenCompose(
            holder ->
                holder.isEmpty()
                    ? CompletableFuture.completedFuture(true)
                    : holder.equals(owner)
                        ? send(PROLONG, deadline, ttl, owner, prefix + name, owner)
                            .thenApply(String::isEmpty)
                        : CompletableFuture.completedFuture(false));
  }

  @Override
  public CompletionStage<Void> release(String name, String owner, Deadline deadline) {
    return send(DELETE, deadline, prefix + name, owner).thenAccept(holder -> {});
  }

  /**
   * Executes a statement. Returns the present holder of the lease if the statement was not applied;
   * empty when it was applied.
   */
  private CompletionStage<String> send(String cql, Deadline deadline, Object... values) {
    return requests
        .send(
            c ->
                c.prepared(cql)
                    .bind(values)
                    .setConsistencyLevel(DefaultConsistencyLevel.QUORUM)
                    .setSerialConsistencyLevel(DefaultConsistencyLevel.SERIAL),
            deadline)
        .thenApply(
            answer -> {
              boolean applied = answer.wasApplied();
              Row row = answer.one();
              if (applied || row == null || !row.getColumnDefinitions().contains("owner")) {
                return applied ? "" : NOBODY;
              }
              String holder = row.getString("owner");
              return holder == null ? NOBODY : holder;
            });
  }
}
