package net.es.esmond.storage.sql.internal.schema;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.sql.internal.pool.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks at opening that a role has the privileges that the storage needs on its tables. */
final class TablePrivileges {
  private static final Logger LOG = LoggerFactory.getLogger(TablePrivileges.class);

  /** Stands for the use of the sequence that a table's id comes from. */
  private static final String ID = "USAGE";

  /** A privilege on any column counts, as administrators may grant single columns. */
  private static final String LACKING =
      """
      SELECT t.name, t.privilege,
             pg_get_serial_sequence(CASE t.privilege WHEN 'USAGE' THEN c.oid::regclass::text END,
                                    'id') AS sequence
        FROM unnest(?::text[], ?::text[]) AS t (name, privilege)
        JOIN pg_class c ON c.oid = to_regclass(t.name)
       WHERE CASE t.privilege
             WHEN 'USAGE' THEN EXISTS (
                    SELECT FROM pg_attribute a
                     WHERE a.attrelid = c.oid AND a.attname = 'id' AND a.attidentity = ''
                       AND NOT has_sequence_privilege(
                                 pg_get_serial_sequence(c.oid::regclass::text, 'id'),
                                 'USAGE, UPDATE'))
             ELSE NOT has_any_column_privilege(c.oid, t.privilege) END
      """;

  private final List<String> tables = new ArrayList<>();
  private final List<String> privileges = new ArrayList<>();

  private TablePrivileges() {}

  private TablePrivileges on(String table, String... needed) {
    for (String privilege : needed) {
      tables.add(table);
      privileges.add(privilege);
    }
    return this;
  }

  private static TablePrivileges reading() {
    TablePrivileges reading = new TablePrivileges();
    TableShape.ESMOND.forEach(table -> reading.on(table.name(), "SELECT"));
    return reading;
  }

  /** What registrations and touches take. Deleting and users are for administrators. */
  private static TablePrivileges writing() {
    return new TablePrivileges()
        .on("ps_metadata", "INSERT", "UPDATE", ID)
        .on("ps_p2p_subject", "INSERT", ID)
        .on("ps_networkelement_subject", "INSERT", ID)
        .on("ps_event_types", "INSERT", "UPDATE", ID)
        .on("ps_metadata_parameters", "INSERT", ID)
        .on("esmond_storage_deletions", "SELECT", "UPDATE")
        .on("esmond_storage_changes", "SELECT");
  }

  /** What a role has that reads, and follows changes. */
  private static TablePrivileges following() {
    return new TablePrivileges().on("esmond_storage_changes", "INSERT", "UPDATE");
  }

  /**
   * Checks the privileges of the session's role. A role that may not register tests, but may follow
   * changes, is accepted with a warning.
   *
   * @param role the role, which the error names
   * @param readOnly whether privileges to read suffice
   * @throws StoreException {@link ErrorCode#PERMISSION_DENIED} when the role lacks any: names the
   *     tables, and the statements that grant what is missing
   */
  static void check(Session session, String role, boolean readOnly) throws SQLException {
    Map<String, TreeSet<String>> reads = reading().lacking(session);
    if (!reads.isEmpty()) {
      throw denied(message(role, reads));
    }
    if (readOnly) {
      return;
    }
    Map<String, TreeSet<String>> writes = writing().lacking(session);
    if (!writes.isEmpty()) {
      String message = message(role, writes) + "; or open the storage with readOnly()";
      boolean mayRegister = !writes.getOrDefault("INSERT", new TreeSet<>()).contains("ps_metadata");
      if (mayRegister || !following().lacking(session).isEmpty()) {
        throw denied(message);
      }
      LOG.warn("registrations and writes will fail: {}", message);
    }
  }

  /** Returns what the role lacks: tables and sequences by the privilege. */
  private Map<String, TreeSet<String>> lacking(Session session) throws SQLException {
    Map<String, TreeSet<String>> lacking = new TreeMap<>();
    session
        .query(LACKING)
        .bindArray(tables)
        .bindArray(privileges)
        .forEach(
            row -> {
              String sequence = row.getString("sequence");
              lacking
                  .computeIfAbsent(row.getString("privilege"), privilege -> new TreeSet<>())
                  .add(sequence == null ? row.getString("name") : "SEQUENCE " + sequence);
            });
    return lacking;
  }

  private static StoreException denied(String message) {
    return new StoreException(
        ErrorCode.PERMISSION_DENIED, StoreException.Store.POSTGRESQL, message, List.of(), null);
  }

  private static String message(String role, Map<String, TreeSet<String>> lacking) {
    List<String> lacks = new ArrayList<>();
    List<String> grants = new ArrayList<>();
    lacking.forEach(
        (privilege, on) -> {
          String objects = String.join(", ", on);
          lacks.add(privilege + " on " + objects);
          grants.add(
              "GRANT "
                  + privilege
                  + " ON "
                  + objects.replace(", SEQUENCE ", ", ")
                  + " TO \""
                  + role.replace("\"", "\"\"")
                  + "\"");
        });
    return "sql_db_user "
        + role
        + " lacks "
        + String.join(" and ", lacks)
        + ": "
        + String.join("; ", grants);
  }
}
