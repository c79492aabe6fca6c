package net.es.esmond.storage.sql.internal.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.text.Listed;
import net.es.esmond.storage.sql.internal.pool.Database;
import net.es.esmond.storage.sql.internal.pool.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ensures that the database has esmond's tables, in esmond's shape and with this library's
 * additions, and that the role may use them. For a storage that is opened read only the tables are
 * checked and not changed. Thread-safe.
 */
public final class DatabaseSchema {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseSchema.class);

  /** Number of the advisory lock that an instance holds while it changes the schema. */
  private static final long LOCK = 0x65736d6f6e64L;

  /** Tables below this size are rewritten at opening, which takes less than a second. */
  private static final long SMALL_TABLE_BYTES = 16L << 20;

  /** How long other transactions may have to queue behind a change that waits for a lock. */
  private static final Duration LOCK_TIMEOUT = Duration.ofMillis(1_500);

  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String UNDEFINED_COLUMN = "42703";

  /** SQLStates with which opening goes on: no lock, no permission, and cancelled by a limit. */
  private static final Set<String> POSTPONED = Set.of(LOCK_NOT_AVAILABLE, "42501", "57014");

  private final Database database;
  private final List<Upgrade> upgrades;
  private final String role;
  private final boolean readOnly;
  private volatile boolean hasUpdatedHour;

  /**
   * Creates the schema of a database.
   *
   * @param database the database that has the tables, or will have them
   * @param upgrades this library's additions, in the order in which they are applied
   * @param role the role that the database is used by, for errors
   * @param readOnly whether nothing may be created or changed
   */
  public DatabaseSchema(Database database, List<Upgrade> upgrades, String role, boolean readOnly) {
    this.database = database;
    this.upgrades = List.copyOf(upgrades);
    this.role = role;
    this.readOnly = readOnly;
  }

  /**
   * Checks the tables, creates absent ones, and applies upgrades that do not take long. An upgrade
   * for which the permission is missing, or a lock within 1.5 s, is left out with a warning. Any
   * number of instances may do so at once.
   *
   * @param deadline when the call ends at the latest
   * @return completes when the schema can be used; fails with {@link ErrorCode#SCHEMA_MISMATCH},
   *     and changes nothing, when a table has a foreign shape; with {@link
   *     ErrorCode#PERMISSION_DENIED} when the role may not use the tables; with {@link
   *     ErrorCode#SCHEMA_ABSENT} when there are none and none may be created
   */
  public CompletionStage<Void> ensure(Deadline deadline) {
    return run("schema", deadline, false);
  }

  /**
   * Has the first call to the database do what {@link #ensure} does.
   *
   * @param timeout how long it may take
   */
  public void ensureWithFirstCall(Duration timeout) {
    database.prepareBy(session -> run(session, Deadline.after(timeout), false));
  }

  /**
   * Applies all upgrades, also those that take long.
   *
   * @param deadline when the call ends at the latest
   * @return completes when all upgrades are applied; fails with {@link ErrorCode#STORE_UNAVAILABLE}
   *     when other transactions use the tables
   */
  public CompletionStage<Void> upgrade(Deadline deadline) {
    return run("upgrade", deadline, true);
  }

  /**
   * Says whether {@code ps_event_types} has an indexed column with the hour of the last update.
   *
   * @return whether searches can use it
   */
  public boolean hasUpdatedHour() {
    return hasUpdatedHour;
  }

  /**
   * Takes note that a statement failed as the column with the hour is gone: older tables were
   * restored meanwhile.
   *
   * @param e the failure
   * @return whether the statement may succeed without the column
   */
  public boolean lostUpdatedHour(SQLException e) {
    if (!UNDEFINED_COLUMN.equals(e.getSQLState()) || !hasUpdatedHour) {
      return false;
    }
    hasUpdatedHour = false;
    LOG.warn(
        "ps_event_types has lost its column esmond_updated_hour, as older tables were restored:"
            + " searches by time are slow until MetadataRepository.upgradeSchema() is called");
    return true;
  }

  private CompletionStage<Void> run(String operation, Deadline deadline, boolean requested) {
    return database
        .submit(operation, deadline, session -> run(session, deadline, requested))
        .thenAccept(done -> {});
  }

  private boolean run(Session session, Deadline deadline, boolean requested) throws SQLException {
    Catalog catalog = read(session);
    refuseForeign(catalog, TableShape.ESMOND);
    if (readOnly) {
      refuseAbsent(catalog);
    } else {
      catalog = change(session, catalog, deadline, requested);
    }
    if (!requested) {
      TablePrivileges.check(session, role, readOnly);
    }
    hasUpdatedHour = catalog.has(Upgrade.UPDATED_HOUR);
    return true;
  }

  private void refuseAbsent(Catalog catalog) {
    List<TableShape> missing = catalog.missing(TableShape.ESMOND);
    if (!missing.isEmpty()) {
      throw new StoreException(
          ErrorCode.SCHEMA_ABSENT,
          StoreException.Store.POSTGRESQL,
          "the database lacks "
              + Listed.of(missing.stream().map(TableShape::name).toList(), ", ")
              + ", or sql_db_user may not use their schema, and a storage that is opened read only"
              + " creates nothing: open one that may write, correct sql_db_name, or GRANT USAGE ON"
              + " SCHEMA",
          List.of(),
          null);
    }
  }

  private Catalog change(Session session, Catalog known, Deadline deadline, boolean requested)
      throws SQLException {
    Catalog catalog = known;
    if (!catalog.missing(TableShape.ESMOND).isEmpty()) {
      catalog = session.transaction(change -> create(change, deadline));
    }
    for (Upgrade upgrade : upgrades) {
      if (!upgrade.isIn(catalog)) {
        try {
          catalog = session.transaction(change -> apply(change, upgrade, deadline, requested));
        } catch (SQLException e) {
          leaveOut(upgrade, e, requested);
        }
      }
    }
    return catalog;
  }

  /** Has opening go on with what there is, where an upgrade could not be applied for now. */
  private static void leaveOut(Upgrade upgrade, SQLException e, boolean requested)
      throws SQLException {
    if (requested && LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
      throw new StoreException(
          ErrorCode.STORE_UNAVAILABLE,
          StoreException.Store.POSTGRESQL,
          "the schema was not upgraded to version "
              + upgrade.version()
              + ", as other transactions use the tables; repeat it once they have ended, such as a"
              + " pg_dump",
          List.of(),
          e);
    }
    if (requested || !POSTPONED.contains(e.getSQLState())) {
      throw e;
    }
    LOG.warn(
        "PostgreSQL schema was not upgraded to version {}, and is used as it is: {}; call"
            + " MetadataRepository.upgradeSchema() as the owner of the tables, while no long"
            + " transaction uses them",
        upgrade.version(),
        e.getMessage());
  }

  private Catalog read(Session session) throws SQLException {
    return Catalog.read(
        session,
        Stream.concat(
                TableShape.ESMOND.stream(),
                upgrades.stream().flatMap(upgrade -> upgrade.adds().stream()))
            .toList());
  }

  /**
   * Begins a change: waits until no other instance changes the schema, bounds the time for which
   * other transactions queue behind the change, and has new tables created beside esmond's.
   *
   * @return what is there now
   */
  private Catalog begin(Session session, Deadline deadline) throws SQLException {
    timeOutLocks(session, deadline.remaining().dividedBy(2));
    session.query("SELECT pg_advisory_xact_lock(?)").bind(LOCK).execute();
    timeOutLocks(session, least(LOCK_TIMEOUT, deadline.remaining().dividedBy(4)));
    // Another instance may have changed the schema before this one got the lock.
    Catalog catalog = read(session);
    refuseForeign(catalog, TableShape.ESMOND);
    Optional<String> schema = catalog.schema("ps_metadata");
    if (schema.isPresent()) {
      session
          .query(
              "SELECT set_config('search_path', ? || ', ' || current_setting('search_path'), true)")
          .bind(schema.get())
          .execute();
    }
    return catalog;
  }

  private static void timeOutLocks(Session session, Duration timeout) throws SQLException {
    session
        .query("SELECT set_config('lock_timeout', ?, true)")
        .bind(Math.max(1, timeout.toMillis()) + "ms")
        .execute();
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private Catalog create(Session session, Deadline deadline) throws SQLException {
    Catalog before = begin(session, deadline);
    for (TableShape table : before.missing(TableShape.ESMOND)) {
      session.query(resource(table.name() + ".sql")).execute();
      LOG.info("created table {}", table.name());
    }
    if (Upgrade.DJANGO.isIn(before)) {
      // Django's own migrations ended halfway: they need not make these tables any more.
      session.query(Upgrade.DJANGO.sql()).execute();
    }
    return read(session);
  }

  private Catalog apply(Session session, Upgrade upgrade, Deadline deadline, boolean evenIfLong)
      throws SQLException {
    Catalog before = begin(session, deadline);
    if (upgrade.isIn(before)) {
      return before;
    }
    if (!evenIfLong && isLong(session, upgrade)) {
      LOG.info(
          "{} is large: searches by time are slow until MetadataRepository."
              + "upgradeSchema() is called, which blocks the table for a while",
          upgrade.rewrites());
      return before;
    }
    session.query(upgrade.sql()).execute();
    session
        .query("INSERT INTO esmond_storage_schema (version) VALUES (?) ON CONFLICT DO NOTHING")
        .bind(upgrade.version())
        .update();
    Catalog after = read(session);
    refuseForeign(after, upgrade.adds());
    LOG.info("PostgreSQL schema is upgraded to version {}", upgrade.version());
    return after;
  }

  private static boolean isLong(Session session, Upgrade upgrade) throws SQLException {
    return !upgrade.rewrites().isEmpty()
        && session
                .query("SELECT pg_relation_size(?::regclass)")
                .bind(upgrade.rewrites())
                .one(row -> row.getLong(1))
            >= SMALL_TABLE_BYTES;
  }

  private static void refuseForeign(Catalog catalog, List<TableShape> tables) {
    List<String> differences = catalog.differences(tables);
    if (!differences.isEmpty()) {
      throw new StoreException(
          ErrorCode.SCHEMA_MISMATCH,
          StoreException.Store.POSTGRESQL,
          "the database has tables of another shape than esmond's; point sql_db_name at esmond's"
              + " database, or mend them: "
              + Listed.of(differences, "; "),
          List.of(),
          null);
    }
  }

  static String resource(String name) {
    try (InputStream in = DatabaseSchema.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
