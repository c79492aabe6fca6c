package net.es.esmond.storage.cassandra.internal.replication;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import net.es.esmond.storage.cassandra.internal.schema.CassandraSchema;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.Replications;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.spi.ControlRecord;

/**
 * Stores a keyspace's control record in a row. The row is replaced by a lightweight transaction
 * that recognises its own earlier write, so the transaction may be repeated. While there is no such
 * row, the row of earlier versions of this library is read, which is in another table and has
 * another form.
 */
final class ControlTable {
  private static final String TABLE = CassandraSchema.CONTROL + ".control_records";
  private static final String EARLIER = "replication";
  private static final String INSERT =
      "INSERT INTO "
          + TABLE
          + " (version, writer, record, keyspace_name) VALUES (?, ?, ?, ?) IF NOT EXISTS";
  private static final String UPDATE =
      "UPDATE "
          + TABLE
          + " SET version = ?, writer = ?, record = ? WHERE keyspace_name = ? IF version = ?";
  private static final String SELECT = "SELECT * FROM " + TABLE + " WHERE keyspace_name = ?";

  /** Errors of a read at QUORUM when too many replicas are down or hang. */
  private static final Set<ErrorCode> FEW_REPLICAS =
      EnumSet.of(ErrorCode.STORE_UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED);

  private final Requests requests;
  private final String keyspace;

  /**
   * Creates the table's access for a keyspace.
   *
   * @param requests sends requests; has prepared {@link #statements}
   * @param keyspace the keyspace whose record is stored
   */
  ControlTable(Requests requests, String keyspace) {
    this.requests = requests;
    this.keyspace = keyspace;
  }

  static List<String> statements() {
    return List.of(INSERT, UPDATE, SELECT);
  }

  CompletionStage<Optional<ControlRecord>> load(Deadline deadline) {
    return row(c -> c.prepared(SELECT).bind(keyspace), deadline)
        .thenCompose(
            row ->
                row.isPresent() || !hasEarlier()
                    ? completedFuture(row.map(this::record))
                    : earlier(deadline));
  }

  /** Reads a row at QUORUM, or at ONE when too many replicas are down. */
  private CompletionStage<Optional<Row>> row(
      Function<Connection, Statement<?>> select, Deadline deadline) {
    return row(select, ConsistencyLevel.QUORUM, deadline.half())
        .exceptionallyCompose(
            error ->
                FEW_REPLICAS.contains(Failures.of(error).code())
                    ? row(select, ConsistencyLevel.ONE, deadline)
                    : failedFuture(Failures.of(error)));
  }

  private CompletionStage<Optional<Row>> row(
      Function<Connection, Statement<?>> select, ConsistencyLevel level, Deadline deadline) {
    return requests
        .send(c -> select.apply(c).setConsistencyLevel(level), deadline)
        .thenApply(answer -> Optional.ofNullable(answer.one()));
  }

  CompletionStage<Boolean> replace(ControlRecord next, Deadline deadline) {
    UUID writer = UUID.randomUUID();
    String record = ControlJson.write(next);
    return requests
        .send(
            c ->
                (next.version() == 1
                        ? c.prepared(INSERT).bind(1L, writer, record, keyspace)
                        : c.prepared(UPDATE)
                            .bind(next.version(), writer, record, keyspace, next.version() - 1))
                    .setConsistencyLevel(ConsistencyLevel.QUORUM)
                    .setSerialConsistencyLevel(ConsistencyLevel.SERIAL),
            deadline)
        .thenCompose(
            answer -> answer.wasApplied() ? completedFuture(true) : isWrittenBy(writer, deadline));
  }

  /**
   * Returns whether the row was written by this writer. An earlier attempt may have been applied
   * although it seemed to fail.
   */
  private CompletionStage<Boolean> isWrittenBy(UUID writer, Deadline deadline) {
    return row(c -> c.prepared(SELECT).bind(keyspace), ConsistencyLevel.SERIAL, deadline)
        .thenApply(row -> row.map(r -> writer.equals(r.getUuid("writer"))).orElse(false));
  }

  private ControlRecord record(Row row) {
    return ControlJson.read(
        keyspace, row.getLong("version"), Objects.requireNonNull(row.getString("record")));
  }

  private boolean hasEarlier() {
    return requests
        .metadata()
        .getKeyspace(CassandraSchema.CONTROL)
        .flatMap(control -> control.getTable(EARLIER))
        .isPresent();
  }

  /** Reads the row of earlier versions, as a record that is not stored in the present form yet. */
  private CompletionStage<Optional<ControlRecord>> earlier(Deadline deadline) {
    SimpleStatement select =
        SimpleStatement.newInstance(
            "SELECT settled, change_id FROM "
                + CassandraSchema.CONTROL
                + "."
                + EARLIER
                + " WHERE keyspace_name = ?",
            keyspace);
    return row(c -> select, deadline).thenApply(row -> row.map(this::earlierRecord));
  }

  private ControlRecord earlierRecord(Row row) {
    UUID change = row.getUuid("change_id");
    if (change != null) {
      throw new StoreException(
          ErrorCode.SCHEMA_MISMATCH,
          StoreException.Store.CASSANDRA,
          "an earlier version began change "
              + change
              + " of the replication of keyspace "
              + keyspace
              + ": finish it with that version",
          List.of(),
          null);
    }
    return new ControlRecord(
        0,
        Replications.of(Objects.requireNonNull(row.getMap("settled", String.class, String.class))),
        Optional.empty());
  }
}
