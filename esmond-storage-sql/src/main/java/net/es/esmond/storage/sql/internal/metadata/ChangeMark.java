package net.es.esmond.storage.sql.internal.metadata;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import net.es.esmond.storage.sql.internal.pool.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mark is a high-water mark in the database: a time below which no instance stamps any more.
 * Whoever follows changes raises the mark to the server's clock, and then reads up to the mark. So
 * a clock that steps back, or that of a promoted standby, brings no stamp into what was read
 * already.
 *
 * <p>A transaction that began before the mark was raised may still stamp with an older time: with
 * the time of its begin at the earliest, as esmond does. Changes are read up to the begin of the
 * oldest such transaction. Thread-safe.
 */
final class ChangeMark {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeMark.class);

  /**
   * Changes of this last while are read again: a promoted standby may lack the last mark, and the
   * begin of another role's transaction is hidden.
   */
  private static final Duration OVERLAP = Duration.ofSeconds(30);

  /** A clock behind the mark by more than this has stepped back, or was wrong before. */
  private static final Duration BEHIND = Duration.ofMinutes(1);

  private static final String RAISE =
      """
      INSERT INTO esmond_storage_changes AS c (id, mark) VALUES (1, clock_timestamp())
      ON CONFLICT (id) DO UPDATE SET mark = greatest(c.mark, clock_timestamp())
      RETURNING mark, clock_timestamp() AS clock
      """;

  /**
   * A transaction that has written nothing for ten minutes is taken for a reader, such as pg_dump.
   */
  private static final String STABLE_BEFORE =
      """
      SELECT least(?, min(xact_start)) AS time FROM pg_stat_activity
       WHERE datname = current_database() AND backend_type = 'client backend'
         AND pid <> pg_backend_pid()
         AND (backend_xid IS NOT NULL OR xact_start > clock_timestamp() - interval '10 minutes')
      """;

  private volatile boolean behind;

  private record Raised(Instant mark, Instant clock) {}

  /**
   * Raises the mark. Must not run in a transaction: the mark has to be visible to all before the
   * oldest transaction is looked for.
   *
   * @return a time before which no stamp becomes visible from now on
   */
  Instant raise(Session session) throws SQLException {
    Raised raised =
        session.query(RAISE).one(row -> new Raised(time(row, "mark"), time(row, "clock")));
    report(raised);
    return session
        .query(STABLE_BEFORE)
        .bind(raised.mark)
        .one(row -> time(row, "time"))
        .minus(OVERLAP);
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** Warns once when the clock turns out to have stepped back. */
  private void report(Raised raised) {
    Duration late = Duration.between(raised.clock, raised.mark);
    boolean now = late.compareTo(BEHIND) > 0;
    if (now && !behind) {
      LOG.warn(
          "PostgreSQL's clock is {} behind {}, which it had reached before: event types are"
              + " stamped with that time until the clock has caught up; see that its host keeps"
              + " time",
          late,
          raised.mark);
    }
    behind = now;
  }
}
