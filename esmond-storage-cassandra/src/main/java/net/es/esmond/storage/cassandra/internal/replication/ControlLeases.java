package net.es.esmond.storage.cassandra.internal.replication;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * ControlLeases by name, each with one owner at most. They end by Cassandra's TTL, so that no two
 * clocks are compared. Every statement may be repeated: who asks twice holds the same lease.
 */
public final class ControlLeases {
  private static final String TABLE = ControlTables.NAME + ".leases";

  private final ControlTables keyspace;

  /**
   * Keeps leases in the control keyspace.
   *
   * @param keyspace created when the first lease is asked for
   */
  public ControlLeases(ControlTables keyspace) {
    this.keyspace = keyspace;
  }

  /**
   * Takes a lease, or prolongs it.
   *
   * @param name the lease
   * @param owner who asks
   * @param duration for how long from now, rounded up to seconds
   * @param deadline by when
   * @return false when another owner holds it
   */
  public CompletionStage<Boolean> take(
      String name, String owner, Duration duration, Deadline deadline) {
    int seconds = (int) Math.max(1, duration.plusMillis(999).toSeconds());
    return keyspace
        .ensure(deadline)
        .thenCompose(
            there ->
                send(
                    "INSERT INTO "
                        + TABLE
                        + " (name, owner) VALUES (?, ?) IF NOT EXISTS"
                        + " USING TTL "
                        + seconds,
                    deadline,
                    name,
                    owner))
        .thenCompose(
            answer -> {
              if (answer.wasApplied()) {
                return completedFuture(true);
              }
              @Nullable Row holder = answer.one();
              return holder != null && owner.equals(holder.getString("owner"))
                  ? prolong(name, owner, seconds, deadline)
                  : completedFuture(false);
            });
  }

  private CompletionStage<Boolean> prolong(
      String name, String owner, int seconds, Deadline deadline) {
    return send(
            "UPDATE "
                + TABLE
                + " USING TTL "
                + seconds
                + " SET owner = ? WHERE name = ?"
                + " IF owner = ?",
            deadline,
            owner,
            name,
            owner)
        .thenApply(AsyncResultSet::wasApplied);
  }

  /**
   * Gives a lease back; does nothing when another owner holds it.
   *
   * @param name the lease
   * @param owner who held it
   * @param deadline by when
   * @return completes once others can take it
   */
  public CompletionStage<Void> release(String name, String owner, Deadline deadline) {
    return send("DELETE FROM " + TABLE + " WHERE name = ? IF owner = ?", deadline, name, owner)
        .thenAccept(answer -> {});
  }

  private CompletionStage<AsyncResultSet> send(String cql, Deadline deadline, Object... values) {
    return keyspace.send(
        SimpleStatement.newInstance(cql, values)
            .setConsistencyLevel(ConsistencyLevel.QUORUM)
            .setSerialConsistencyLevel(ConsistencyLevel.SERIAL),
        deadline);
  }
}
