package net.es.esmond.storage.sql.internal.metadata;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.sql.internal.pool.Database;
import net.es.esmond.storage.sql.internal.pool.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats registrations that a failover lost. A promoted standby may lack what the former primary
 * acknowledged last, unless the two replicated synchronously. A key follows from its registration,
 * so a repeated registration makes the same record.
 */
final class RecentRegistrations {
  private static final Logger LOG = LoggerFactory.getLogger(RecentRegistrations.class);

  /** How long registrations are remembered: a standby is taken to lag less than this. */
  private static final Duration KEPT_FOR = Duration.ofMinutes(10);

  private static final int MAX_KEPT = 20_000;
  private static final Duration REPEAT_WITHIN = Duration.ofMinutes(1);

  /** A record that is absent was deleted, by whatever instance, or lost. */
  private static final String MISSING =
      """
      SELECT c.checksum, %s AS deleted_at
        FROM unnest(?::varchar[], ?::varchar[]) AS c (checksum, metadata_key)
        LEFT JOIN esmond_storage_deletions d USING (metadata_key)
       WHERE NOT EXISTS (SELECT FROM ps_metadata m WHERE m.checksum = c.checksum)
      """
          .formatted(Deletions.DELETED_AT);

  private final Database database;
  private final Cache<String, Registered> recent =
      Caffeine.newBuilder()
          .maximumSize(MAX_KEPT)
          .expireAfterWrite(KEPT_FOR)
          .executor(Runnable::run)
          .build();

  RecentRegistrations(Database database) {
    this.database = database;
    database.onPromotion(this::repeat);
  }

  /** What was registered, and when, by the archive's time. */
  private record Registered(String key, Registration registration, Instant at) {
    boolean isOlderThan(Optional<Instant> deletion) {
      return deletion.filter(deleted -> !deleted.isBefore(at)).isPresent();
    }
  }

  /** A registration whose record is absent, and when the record was deleted, if it was. */
  private record Missing(String checksum, Optional<Instant> deletedAt) {}

  void add(String key, Registration registration, Instant at) {
    recent.put(registration.checksum(), new Registered(key, registration, at));
  }

  private void repeat() {
    Map<String, Registered> all = Map.copyOf(recent.asMap());
    if (!all.isEmpty()) {
      AtomicInteger repeated = new AtomicInteger();
      database
          .submit(
              "repeat-registrations",
              Deadline.after(REPEAT_WITHIN),
              session -> repeat(session, all, repeated))
          .whenComplete((done, failure) -> report(repeated.get(), failure));
    }
  }

  private static boolean repeat(
      Session session, Map<String, Registered> all, AtomicInteger repeated) throws SQLException {
    List<Missing> missing =
        session
            .query(MISSING)
            .bindArray(all.keySet())
            .bindArray(all.values().stream().map(Registered::key).toList())
            .list(RecentRegistrations::missing);
    for (Missing one : missing) {
      Registered lost = all.get(one.checksum());
      // Points that were written since then are to stay.
      if (lost != null
          && !lost.isOlderThan(one.deletedAt())
          && RegisterStatement.run(session, lost.registration().newRecord(), lost.at())
              .isPresent()) {
        repeated.incrementAndGet();
      }
    }
    return true;
  }

  private static Missing missing(ResultSet row) throws SQLException {
    return new Missing(
        row.getString("checksum"),
        Optional.ofNullable(row.getObject("deleted_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant));
  }

  private static void report(int repeated, @Nullable Throwable failure) {
    if (failure != null) {
      LOG.warn(
          "registrations that the failover lost could not all be repeated; register these tests again",
          failure);
    } else if (repeated > 0) {
      LOG.warn("the failover lost {} registrations, which were repeated", repeated);
    }
  }
}
