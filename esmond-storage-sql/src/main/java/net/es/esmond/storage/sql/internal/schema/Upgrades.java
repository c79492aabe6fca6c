package net.es.esmond.storage.sql.internal.schema;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import net.es.esmond.storage.sql.internal.pool.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This library's additions to esmond's tables, by version. They are invisible to esmond, which
 * names the columns it reads and writes.
 */
final class Upgrades {
  private static final Logger LOG = LoggerFactory.getLogger(Upgrades.class);

  /** Tables of our own. */
  private static final int OWN_TABLES = 1;

  /**
   * Room on each page and the hour of the last update: a search by time has an index, and updates
   * stay heap-only but for one an hour. An index on the values of free parameters. Rewrites the
   * table. There is no version 2 any more: it had the date, which made a search for an hour look at
   * a day.
   */
  static final int UPDATED_HOUR = 3;

  /** Rewritten in less than a second: not worth asking anybody. */
  private static final long SMALL_TABLE_BYTES = 16L << 20;

  private Upgrades() {}

  static int version(Session session) throws SQLException {
    if (count(session, "SELECT count(to_regclass('esmond_storage_schema'))") == 0) {
      return 0;
    }
    return (int) count(session, "SELECT coalesce(max(version), 0) FROM esmond_storage_schema");
  }

  /**
   * Applies what is missing; under the schema's lock. Leaves out what takes long unless told to.
   */
  static int apply(Session session, boolean evenIfLong) throws SQLException {
    int version = version(session);
    if (version < OWN_TABLES) {
      version = apply(session, OWN_TABLES);
    }
    if (version < UPDATED_HOUR) {
      if (evenIfLong
          || count(session, "SELECT pg_relation_size('ps_event_types')") < SMALL_TABLE_BYTES) {
        version = apply(session, UPDATED_HOUR);
      } else {
        LOG.info(
            "ps_event_types is large: searches by time are slow until MetadataRepository."
                + "upgradeSchema() is called, which blocks the table for a while");
      }
    }
    return version;
  }

  private static int apply(Session session, int version) throws SQLException {
    Schema.execute(session, Schema.resource("upgrade-" + version + ".sql"));
    Schema.execute(session, "INSERT INTO esmond_storage_schema (version) VALUES (" + version + ")");
    LOG.info("PostgreSQL schema is upgraded to version {}", version);
    return version;
  }

  private static long count(Session session, String sql) throws SQLException {
    try (PreparedStatement statement = session.prepare(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
