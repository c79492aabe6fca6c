package net.es.esmond.storage.sql.internal.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.sql.internal.pool.Database;
import net.es.esmond.storage.sql.internal.pool.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ensures that the database has esmond's tables, in esmond's shape and with this library's
 * additions. Thread-safe.
 */
public final class DatabaseSchema {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseSchema.class);

  /** Number of the advisory lock that an instance holds while it changes the schema. */
  private static final long LOCK = 0x65736d6f6e64L;

  /** Tables below this size are rewritten at opening, which takes less than a second. */
  private static final long SMALL_TABLE_BYTES = 16L << 20;

  private final Database database;
  private final List<Upgrade> upgrades;
  private volatile boolean hasUpdatedHour;

  /**
   * Creates the schema of a database.
   *
   * @param database the database that has the tables, or will have them
   * @param upgrades this library's additions, in the order in which they are applied
   */
  public DatabaseSchema(Database database, List<Upgrade> upgrades) {
    this.database = database;
    this.upgrades = List.copyOf(upgrades);
  }

  /**
   * Checks the tables, creates absent ones, and applies upgrades that do not take long. Any number
   * of instances may do so at once.
   *
   * @param deadline when the call ends at the latest
   * @return completes when the schema can be used; fails with {@link ErrorCode#SCHEMA_MISMATCH},
   *     and changes nothing, when a table has a foreign shape
   */
  public CompletionStage<Void> ensure(Deadline deadline) {
    return run("schema", deadline, false);
  }

  /**
   * Applies all upgrades, also those that take long.
   *
   * @param deadline when the call ends at the latest
   * @return completes when all upgrades are applied
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

  private CompletionStage<Void> run(String operation, Deadline deadline, boolean evenIfLong) {
    return database
        .submit(
            operation,
            deadline,
            session -> {
              Catalog catalog = read(session);
              refuseForeign(catalog, TableShape.ESMOND);
              if (!catalog.missing(TableShape.ESMOND).isEmpty()
                  || !upgrades.stream().allMatch(upgrade -> upgrade.isIn(catalog))) {
                return session.transaction(locked -> change(locked, evenIfLong));
              }
              return catalog;
            })
        .thenAccept(catalog -> hasUpdatedHour = Upgrade.UPDATED_HOUR.isIn(catalog));
  }

  private Catalog read(Session session) throws SQLException {
    return Catalog.read(
        session,
        Stream.concat(
                TableShape.ESMOND.stream(),
                upgrades.stream().flatMap(upgrade -> upgrade.adds().stream()))
            .toList());
  }

  private Catalog change(Session session, boolean evenIfLong) throws SQLException {
    session.query("SELECT pg_advisory_xact_lock(?)").bind(LOCK).execute();
    // Another instance may have changed the schema before this one got the lock.
    Catalog before = read(session);
    refuseForeign(before, TableShape.ESMOND);
    for (TableShape table : before.missing(TableShape.ESMOND)) {
      session.query(resource(table.name() + ".sql")).execute();
      LOG.info("created table {}", table.name());
    }
    List<TableShape> expected = new ArrayList<>(TableShape.ESMOND);
    for (Upgrade upgrade : upgrades) {
      if (!upgrade.isIn(before)) {
        if (!evenIfLong && isLong(session, upgrade)) {
          LOG.info(
              "{} is large: searches by time are slow until MetadataRepository."
                  + "upgradeSchema() is called, which blocks the table for a while",
              upgrade.rewrites());
          continue;
        }
        apply(session, upgrade);
      }
      expected.addAll(upgrade.adds());
    }
    Catalog after = read(session);
    refuseForeign(after, expected);
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

  private static void apply(Session session, Upgrade upgrade) throws SQLException {
    session.query(upgrade.sql()).execute();
    session
        .query("INSERT INTO esmond_storage_schema (version) VALUES (?) ON CONFLICT DO NOTHING")
        .bind(upgrade.version())
        .update();
    LOG.info("PostgreSQL schema is upgraded to version {}", upgrade.version());
  }

  private static void refuseForeign(Catalog catalog, List<TableShape> tables) {
    List<String> differences = catalog.differences(tables);
    if (!differences.isEmpty()) {
      throw new StoreException(
          ErrorCode.SCHEMA_MISMATCH,
          StoreException.Store.POSTGRESQL,
          "the database has tables of another shape than esmond's; point sql_db_name at esmond's"
              + " database, or mend them: "
              + String.join("; ", differences),
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
