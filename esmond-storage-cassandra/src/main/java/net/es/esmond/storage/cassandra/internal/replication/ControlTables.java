package net.es.esmond.storage.cassandra.internal.replication;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static java.util.concurrent.CompletableFuture.supplyAsync;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.error.EsmondException;

/**
 * The keyspace apart, created when something is first kept in it, and its tables. Several instances
 * may create it at once: all create the same, table ids included.
 */
public final class ControlTables {
  static final String NAME = "esmond_control";

  private static final int MOST_REPLICAS = 3;
  private static final long RETRY_PAUSE_MILLIS = 200;
  private static final List<String> TABLES =
      List.of(
          table("leases", "name text PRIMARY KEY, owner text"),
          table(
              "replication",
              "keyspace_name text PRIMARY KEY, version bigint, writer uuid,"
                  + " settled frozen<map<text, text>>, change_id uuid,"
                  + " change_from frozen<map<text, text>>, change_target frozen<map<text, text>>,"
                  + " change_stage frozen<map<text, text>>, altered boolean, approved boolean,"
                  + " requested_by text, started_at timestamp, repaired frozen<set<uuid>>,"
                  + " cleaned frozen<set<uuid>>, problem text"));

  private final Requests requests;
  private volatile boolean exists;

  /**
   * Creates nothing yet.
   *
   * @param requests to the cluster
   */
  public ControlTables(Requests requests) {
    this.requests = requests;
  }

  private static String table(String name, String columns) {
    UUID id = UUID.nameUUIDFromBytes((NAME + "." + name).getBytes(StandardCharsets.UTF_8));
    return "CREATE TABLE IF NOT EXISTS " + NAME + "." + name + " (" + columns + ") WITH id = " + id;
  }

  /** Whether the keyspace and all its tables are there. */
  public CompletionStage<Boolean> exists(Deadline deadline) {
    if (exists) {
      return completedFuture(true);
    }
    return requests
        .send(
            c ->
                SimpleStatement.newInstance(
                    "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", NAME),
            deadline)
        .thenApply(
            tables -> {
              exists = tables.remaining() >= TABLES.size();
              return exists;
            });
  }

  /**
   * Sends a statement to tables that exist. A node that does not know them yet, because another
   * instance created them only now, is asked again.
   */
  public CompletionStage<AsyncResultSet> send(SimpleStatement statement, Deadline deadline) {
    return requests
        .send(c -> statement, deadline)
        .exceptionallyCompose(
            error -> {
              EsmondException failure = Failures.of(error);
              if (failure.getCause() instanceof InvalidQueryException
                  && deadline.remaining().toMillis() > RETRY_PAUSE_MILLIS) {
                return supplyAsync(
                        () -> send(statement, deadline),
                        delayedExecutor(RETRY_PAUSE_MILLIS, TimeUnit.MILLISECONDS))
                    .thenCompose(again -> again);
              }
              return failedFuture(failure);
            });
  }

  /** Creates what is absent. */
  public CompletionStage<Void> ensure(Deadline deadline) {
    return exists(deadline).thenCompose(there -> there ? completedFuture(null) : create(deadline));
  }

  private CompletionStage<Void> create(Deadline deadline) {
    String localDatacenter = requests.localDatacenter();
    long nodes =
        requests.metadata().getNodes().values().stream()
            .map(Node::getDatacenter)
            .filter(localDatacenter::equals)
            .count();
    CompletionStage<?> created =
        ddl(
            "CREATE KEYSPACE IF NOT EXISTS "
                + NAME
                + " WITH replication = {'class': 'NetworkTopologyStrategy', '"
                + localDatacenter.replace("'", "''")
                + "': "
                + Math.max(1, Math.min(MOST_REPLICAS, nodes))
                + "}",
            deadline);
    for (String table : TABLES) {
      created = created.thenCompose(before -> ddl(table, deadline));
    }
    return created.thenAccept(last -> exists = true);
  }

  /** One after another, and each at one node only: speculation would race DDL against itself. */
  private CompletionStage<AsyncResultSet> ddl(String cql, Deadline deadline) {
    return requests.send(c -> SimpleStatement.newInstance(cql).setIdempotent(false), deadline);
  }
}
