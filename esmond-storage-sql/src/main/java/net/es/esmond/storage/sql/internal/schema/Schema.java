package net.es.esmond.storage.sql.internal.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
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

  private final Database database;
  private volatile int version;

  /**
   * Creates a view of a database's schema.
   *
   * @param database where
   */
  public Schema(Database database) {
    this.database = database;
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
    return database
        .submit(
            "schema",
            deadline,
            session -> {
              Catalog catalog = Catalog.read(session);
              refuseForeign(catalog);
              version = Upgrades.version(session);
              if (!catalog.missing().isEmpty() || version < Upgrades.UPDATED_HOUR) {
                version = session.transaction(locked -> change(locked, false));
              }
              return true;
            })
        .thenAccept(done -> {});
  }

  /**
   * Applies upgrades that take long, too.
   *
   * @param deadline by when
   * @return completes when all are applied
   */
  public CompletionStage<Void> upgrade(Deadline deadline) {
    return database
        .submit(
            "upgrade",
            deadline,
            session -> {
              version = session.transaction(locked -> change(locked, true));
              return true;
            })
        .thenAccept(done -> {});
  }

  /**
   * Says whether {@code ps_event_types} has an indexed column with the hour of the last update.
   *
   * @return whether searches can use it
   */
  public boolean hasUpdatedHour() {
    return version >= Upgrades.UPDATED_HOUR;
  }

  private static int change(Session session, boolean evenIfLong) throws SQLException {
    execute(session, "SELECT pg_advisory_xact_lock(" + LOCK + ")");
    // Whoever held the lock before may have done it.
    Catalog catalog = Catalog.read(session);
    refuseForeign(catalog);
    for (Table table : catalog.missing()) {
      execute(session, resource(table.name() + ".sql"));
      LOG.info("created table {}", table.name());
    }
    return Upgrades.apply(session, evenIfLong);
  }

  private static void refuseForeign(Catalog catalog) {
    List<String> differences = catalog.differences();
    if (!differences.isEmpty()) {
      throw new StoreException(
          ErrorCode.SCHEMA_MISMATCH,
          StoreException.Store.POSTGRESQL,
          "the database's tables must be esmond's: " + String.join("; ", differences),
          List.of(),
          null);
    }
  }

  static void execute(Session session, String sql) throws SQLException {
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
