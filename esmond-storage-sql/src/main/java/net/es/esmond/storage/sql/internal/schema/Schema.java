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

/** Makes sure that esmond's tables are there, in esmond's shape. */
public final class Schema {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

  /** Taken by whoever changes the schema, in any instance; an arbitrary number of our own. */
  private static final long LOCK = 0x65736d6f6e64L;

  private Schema() {}

  /**
   * Checks the tables that are there and creates those that are not. Safe to run from any number of
   * instances at once.
   *
   * @param database where
   * @param deadline by when
   * @return completes when the schema is in place; with {@link ErrorCode#SCHEMA_MISMATCH} when
   *     tables of a foreign shape are there, which are left alone
   */
  public static CompletionStage<Void> ensure(Database database, Deadline deadline) {
    return database
        .submit(
            "schema",
            deadline,
            session -> {
              Catalog catalog = Catalog.read(session);
              refuseForeign(catalog);
              return catalog.missing().isEmpty() || session.transaction(Schema::createMissing);
            })
        .thenAccept(done -> {});
  }

  private static boolean createMissing(Session session) throws SQLException {
    try (PreparedStatement lock = session.prepare("SELECT pg_advisory_xact_lock(?)")) {
      lock.setLong(1, LOCK);
      lock.execute();
    }
    // Whoever held the lock before may have created them.
    Catalog catalog = Catalog.read(session);
    refuseForeign(catalog);
    for (Table table : catalog.missing()) {
      try (PreparedStatement create = session.prepare(ddl(table))) {
        create.execute();
      }
      LOG.info("created table {}", table.name());
    }
    return true;
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

  private static String ddl(Table table) {
    String resource = table.name() + ".sql";
    try (InputStream in = Schema.class.getResourceAsStream(resource)) {
      return new String(Objects.requireNonNull(in, resource).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
