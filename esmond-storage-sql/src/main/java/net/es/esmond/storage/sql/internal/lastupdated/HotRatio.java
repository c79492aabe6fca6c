package net.es.esmond.storage.sql.internal.lastupdated;

import java.time.Duration;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.sql.internal.pool.Database;

/**
 * Measures which share of the updates of {@code ps_event_types} were heap-only (HOT). It asks the
 * server's statistics once a minute.
 */
final class HotRatio {
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final String SQL =
      """
      SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables
       WHERE relid = 'ps_event_types'::regclass
      """;

  private final Database database;
  private long askedAt = System.nanoTime() - EVERY.toNanos();
  private volatile Sample last = new Sample(0, 0);
  private volatile double ratio = Double.NaN;

  private record Sample(long updates, long hot) {}

  HotRatio(Database database) {
    this.database = database;
  }

  /** Returns the share, 0 to 1, or NaN when the last minute had no updates. */
  double get() {
    return ratio;
  }

  /** Asks when a minute has passed, without waiting for the answer. Called by one thread. */
  void refresh() {
    if (System.nanoTime() - askedAt >= EVERY.toNanos()) {
      askedAt = System.nanoTime();
      database
          .submit(
              "statistics",
              Deadline.after(Duration.ofSeconds(5)),
              session -> session.query(SQL).one(row -> new Sample(row.getLong(1), row.getLong(2))))
          .thenAccept(this::sampled);
    }
  }

  private void sampled(Sample now) {
    Sample before = now.updates() < last.updates() ? new Sample(0, 0) : last;
    long updates = now.updates() - before.updates();
    ratio = updates == 0 ? Double.NaN : (double) (now.hot() - before.hot()) / updates;
    last = now;
  }
}
