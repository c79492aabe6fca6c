package net.es.esmond.storage.cassandra.internal.schema;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.text.Listed;

/**
 * Checks at opening that a role has the privileges that the archive needs on its tables. Cassandra
 * checks privileges before it executes a statement. So each privilege is tried with a statement
 * that cannot be executed, as its limit or its time to live is out of range: nothing is read or
 * written, no replica is asked, and only a lack of the privilege is refused as such.
 */
public final class Privileges {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final CqlSession session;
  private final String role;

  /** The tables that each privilege lacks, by privilege and keyspace. */
  private final Map<String, Map<String, Set<String>>> lacking = new LinkedHashMap<>();

  private Privileges(CqlSession session, String role) {
    this.session = session;
    this.role = role;
  }

  /**
   * Checks the privileges on the tables of an archive and of the control keyspace.
   *
   * @param session a session of the role
   * @param keyspace the archive's keyspace
   * @param role the role, which the error names
   * @param readOnly whether privileges to read suffice
   * @throws StoreException {@link ErrorCode#PERMISSION_DENIED} when the role lacks any: names the
   *     tables, and the statements that grant what is missing
   */
  public static void check(CqlSession session, String keyspace, String role, boolean readOnly) {
    Privileges privileges = new Privileges(session, role);
    List<Probe> probes = new ArrayList<>();
    for (TableDefinition table : Tables.ARCHIVE) {
      if (!table.equals(Tables.UNUSED)) {
        probes.addAll(probes(keyspace, table, readOnly));
      }
    }
    for (TableDefinition table : Tables.CONTROL) {
      probes.addAll(probes(CassandraSchema.CONTROL, table, readOnly));
    }
    privileges.run(probes);
  }

  /** A statement that fails, and does so otherwise when the privilege is lacking. */
  private record Probe(String privilege, String keyspace, String table, String cql) {}

  private static List<Probe> probes(String keyspace, TableDefinition table, boolean readOnly) {
    String name = CqlIdentifier.fromInternal(keyspace).asCql(true) + "." + table.name();
    Probe read = new Probe("SELECT", keyspace, table.name(), "SELECT * FROM " + name + " LIMIT 0");
    List<TableDefinition.Column> key =
        table.columns().stream().filter(c -> c.kind() != TableDefinition.Kind.REGULAR).toList();
    Probe write =
        new Probe(
            "MODIFY",
            keyspace,
            table.name(),
            "INSERT INTO "
                + name
                + key.stream()
                    .map(TableDefinition.Column::name)
                    .collect(Collectors.joining(", ", " (", ") VALUES "))
                + key.stream()
                    .map(c -> c.type().equals("text") ? "'-'" : "0")
                    .collect(Collectors.joining(", ", "(", ") USING TTL -1")));
    return readOnly ? List.of(read) : List.of(read, write);
  }

  private void run(List<Probe> probes) {
    Map<Probe, CompletableFuture<?>> answers = new LinkedHashMap<>();
    for (Probe probe : probes) {
      SimpleStatement statement =
          SimpleStatement.newInstance(probe.cql()).setTimeout(TIMEOUT).setIdempotent(true);
      answers.put(probe, session.executeAsync(statement).toCompletableFuture());
    }
    answers.forEach(this::take);
    if (!lacking.isEmpty()) {
      throw error();
    }
  }

  private void take(Probe probe, CompletableFuture<?> answer) {
    try {
      answer.join();
    } catch (CompletionException e) {
      // Any other answer means that the privilege is there, or that nobody can say so now.
      if (e.getCause() instanceof UnauthorizedException refusal
          && Failures.of(refusal).code() == ErrorCode.PERMISSION_DENIED) {
        lacking
            .computeIfAbsent(probe.privilege(), any -> new LinkedHashMap<>())
            .computeIfAbsent(probe.keyspace(), any -> new TreeSet<>())
            .add(probe.table());
      }
    }
  }

  private StoreException error() {
    List<String> lacks = new ArrayList<>();
    List<String> grants = new ArrayList<>();
    lacking.forEach(
        (privilege, keyspaces) ->
            keyspaces.forEach(
                (keyspace, tables) -> {
                  lacks.add(
                      privilege + " on " + keyspace + "." + Listed.of(List.copyOf(tables), ", "));
                  grants.add(
                      "GRANT "
                          + privilege
                          + " ON KEYSPACE "
                          + CqlIdentifier.fromInternal(keyspace).asCql(true)
                          + " TO "
                          + CqlIdentifier.fromInternal(role).asCql(true));
                }));
    String openReadOnly =
        lacking.containsKey("SELECT") ? "" : "; or open the storage with readOnly()";
    return new StoreException(
        ErrorCode.PERMISSION_DENIED,
        StoreException.Store.CASSANDRA,
        "cassandra_user "
            + role
            + " lacks "
            + String.join(" and ", lacks)
            + ": "
            + String.join("; ", grants)
            + openReadOnly,
        List.of(),
        null);
  }
}
