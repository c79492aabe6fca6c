package net.es.esmond.storage.sql.internal.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.sql.internal.pool.Database;
import net.es.esmond.storage.sql.internal.pool.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that esmond's tables are there, in esmond's shape, with our additions. Thread-safe.
 */
public final class Schema {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

  /** Taken by whoever changes the schema, in any instance; an arbitrary number of our own. */
  private static final long LOCK = 0x65736d6f6e64L;

  /** Rewritten in less than a second: not worth asking anybody. */
  private static final long SMALL_TABLE_BYTES = 16L << 20;

  private final Database database;
  private final List<Upgrade> upgrades;
  private volatile boolean hasUpdatedHour;

  /**
   * Creates a view of a database's schema.
   *
   * @param database where
   * @param upgrades this library's additions, in the order in which they are applied
   */
  public Schema(Database database, List<Upgrade> upgrades) {
    this.database = database;
    this.upgrades = List.copyOf(upgrades);
  }

  /**
   * Checks the tables that are there, and creates and upgrades what can be at once. Safe to run
   * from any number of instances at once.
   *
   * @param deadline by when
   * @return completes when the schema can be used; with {@link ErrorCode#SCHEMA_MISMATCH} when
   *     tables of a foreign shape are there, which are left alone
   */
  public CompletionStage<Void> ensure(Deadline deadline) {
    return run("schema", deadline, false);
  }

  /**
   * Applies upgrades that take long, too.
   *
   * @param deadline by when
   * @return completes when all are applied
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
              refuseForeign(catalog, Table.ESMOND);
              if (!catalog.missing(Table.ESMOND).isEmpty()
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
                Table.ESMOND.stream(),
                upgrades.stream().flatMap(upgrade -> upgrade.adds().stream()))
            .toList());
  }

  private Catalog change(Session session, boolean evenIfLong) throws SQLException {
    execute(session, "SELECT pg_advisory_xact_lock(" + LOCK + ")");
    // Whoever held the lock before may have done it.
    Catalog before = read(session);
    refuseForeign(before, Table.ESMOND);
    for (Table table : before.missing(Table.ESMOND)) {
      execute(session, resource(table.name() + ".sql"));
      LOG.info("created table {}", table.name());
    }
    List<Table> expected = new ArrayList<>(Table.ESMOND);
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
    if (upgrade.rewrites().isEmpty()) {
      return false;
    }
    try (PreparedStatement statement =
            session.prepare("SELECT pg_relation_size('" + upgrade.rewrites() + "')");
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1) >= SMALL_TABLE_BYTES;
    }
  }

  private static void apply(Session session, Upgrade upgrade) throws SQLException {
    execute(session, upgrade.sql());
    execute(
        session,
        "INSERT INTO esmond_storage_schema (version) VALUES ("
            + upgrade.version()
            + ") ON CONFLICT DO NOTHING");
    LOG.info("PostgreSQL schema is upgraded to version {}", upgrade.version());
  }

  private static void refuseForeign(Catalog catalog, List<Table> tables) {
    List<String> differences = catalog.differences(tables);
    if (!differences.isEmpty()) {
      throw new StoreException(
          ErrorCode.SCHEMA_MISMATCH,
          StoreException.Store.POSTGRESQL,
          "the database's tables must be esmond's: " + String.join("; ", differences),
          List.of(),
          null);
    }
  }

  private static void execute(Session session, String sql) throws SQLException {
    try (PreparedStatement statement = session.prepare(sql)) {
      statement.execute();
    }
  }

  static String resource(String name) {
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
