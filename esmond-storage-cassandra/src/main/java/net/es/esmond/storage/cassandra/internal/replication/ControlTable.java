package net.es.esmond.storage.cassandra.internal.replication;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.schema.Schema;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.ControlRecord.ChangeRecord;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a keyspace's control record in a row. It is replaced by a lightweight transaction that
 * knows its own writing again, so that it may be repeated.
 */
final class ControlTable {
  private static final String TABLE = Schema.CONTROL + ".replication";
  private static final List<String> COLUMNS =
      List.of(
          "version",
          "writer",
          "settled",
          "change_id",
          "change_from",
          "change_target",
          "change_stage",
          "altered",
          "approved",
          "requested_by",
          "started_at",
          "repaired",
          "cleaned",
          "problem");
  private static final String INSERT =
      "INSERT INTO "
          + TABLE
          + " ("
          + String.join(", ", COLUMNS)
          + ", keyspace_name) VALUES ("
          + "?, ".repeat(COLUMNS.size())
          + "?) IF NOT EXISTS";
  private static final String UPDATE =
      "UPDATE "
          + TABLE
          + " SET "
          + COLUMNS.stream().map(column -> column + " = ?").collect(Collectors.joining(", "))
          + " WHERE keyspace_name = ? IF version = ?";
  private static final String SELECT = "SELECT * FROM " + TABLE + " WHERE keyspace_name = ?";

  /** What a read at QUORUM ends with when too many replicas are down, or hang. */
  private static final Set<ErrorCode> FEW_REPLICAS =
      EnumSet.of(ErrorCode.STORE_UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED);

  private final Requests requests;
  private final String keyspace;

  /** Keeps the record of a keyspace; the requests have prepared {@link #statements}. */
  ControlTable(Requests requests, String keyspace) {
    this.requests = requests;
    this.keyspace = keyspace;
  }

  static List<String> statements() {
    return List.of(INSERT, UPDATE, SELECT);
  }

  CompletionStage<Optional<ControlRecord>> load(Deadline deadline) {
    return row(deadline).thenApply(row -> row.map(ControlTable::record));
  }

  /** At QUORUM, or what one replica knows when that cannot be had: better than nothing. */
  private CompletionStage<Optional<Row>> row(Deadline deadline) {
    return select(ConsistencyLevel.QUORUM, deadline.half())
        .exceptionallyCompose(
            error ->
                FEW_REPLICAS.contains(Failures.of(error).code())
                    ? select(ConsistencyLevel.ONE, deadline)
                    : failedFuture(Failures.of(error)));
  }

  private CompletionStage<Optional<Row>> select(ConsistencyLevel level, Deadline deadline) {
    return requests
        .send(c -> c.prepared(SELECT).bind(keyspace).setConsistencyLevel(level), deadline)
        .thenApply(answer -> Optional.ofNullable(answer.one()));
  }

  CompletionStage<Boolean> replace(ControlRecord next, Deadline deadline) {
    UUID writer = UUID.randomUUID();
    List<@Nullable Object> values = values(next, writer);
    values.add(keyspace);
    if (next.version() > 1) {
      values.add(next.version() - 1);
    }
    String cql = next.version() == 1 ? INSERT : UPDATE;
    return requests
        .send(
            c ->
                c.prepared(cql)
                    .bind(values.toArray())
                    .setConsistencyLevel(ConsistencyLevel.QUORUM)
                    .setSerialConsistencyLevel(ConsistencyLevel.SERIAL),
            deadline)
        .thenCompose(
            answer -> answer.wasApplied() ? completedFuture(true) : isWrittenBy(writer, deadline));
  }

  /** An earlier attempt of ours may have been applied although it seemed to fail. */
  private CompletionStage<Boolean> isWrittenBy(UUID writer, Deadline deadline) {
    return select(ConsistencyLevel.SERIAL, deadline)
        .thenApply(row -> row.map(r -> writer.equals(r.getUuid("writer"))).orElse(false));
  }

  private static List<@Nullable Object> values(ControlRecord record, UUID writer) {
    @Nullable ChangeRecord change = record.change().orElse(null);
    return new ArrayList<>(
        change == null
            ? Arrays.asList(
                record.version(),
                writer,
                Replications.toOptions(record.settled()),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null)
            : Arrays.asList(
                record.version(),
                writer,
                Replications.toOptions(record.settled()),
                change.id(),
                Replications.toOptions(change.from()),
                Replications.toOptions(change.target()),
                Replications.toOptions(change.stage()),
                change.altered(),
                change.approved(),
                change.requestedBy(),
                change.startedAt(),
                change.repaired(),
                change.cleaned(),
                change.problem().orElse(null)));
  }

  private static ControlRecord record(Row row) {
    return new ControlRecord(
        row.getLong("version"),
        replication(row, "settled"),
        Optional.ofNullable(row.getUuid("change_id"))
            .map(
                id ->
                    new ChangeRecord(
                        id,
                        replication(row, "change_from"),
                        replication(row, "change_target"),
                        replication(row, "change_stage"),
                        row.getBoolean("altered"),
                        row.getBoolean("approved"),
                        Objects.requireNonNull(row.getString("requested_by")),
                        Objects.requireNonNull(row.getInstant("started_at")),
                        Objects.requireNonNull(row.getSet("repaired", UUID.class)),
                        Objects.requireNonNull(row.getSet("cleaned", UUID.class)),
                        Optional.ofNullable(row.getString("problem")))));
  }

  private static KeyspaceReplication replication(Row row, String column) {
    return Replications.of(
        Objects.requireNonNull(row.getMap(column, String.class, String.class), column));
  }
}
