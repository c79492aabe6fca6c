package net.es.esmond.storage.sql.internal.metadata;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.sql.internal.pool.Session;

/**
 * Completes records of which a part is missing. esmond inserts a record row by row, each row in a
 * transaction of its own, and leaves a half record behind when it is interrupted. The record has
 * its checksum already, so a registration finds it, and knows the rest.
 */
final class HalfRecords {
  /** Time for an esmond that is just inserting the record, which takes it milliseconds a row. */
  private static final String WAIT = "SELECT pg_sleep(0.5)";

  private HalfRecords() {}

  /** Returns a record, after it was completed if it lacked any part of the wanted one. */
  static Optional<Metadata> whole(Session session, Metadata record, Metadata wanted, Instant now)
      throws SQLException {
    if (hasAll(record, wanted)) {
      return Optional.of(record);
    }
    session.query(WAIT).execute();
    return RegisterStatement.complete(session, wanted, now);
  }

  private static boolean hasAll(Metadata record, Metadata wanted) {
    return !record.subject().source().isEmpty()
        && record.parameters().keySet().containsAll(wanted.parameters().keySet())
        && wanted.eventTypes().stream().allMatch(info -> has(record, info));
  }

  private static boolean has(Metadata record, EventTypeInfo info) {
    return record.eventTypes().stream()
        .anyMatch(
            row ->
                row.eventType().equals(info.eventType())
                    && row.summaryType() == info.summaryType()
                    && row.windowSeconds() == info.windowSeconds());
  }
}
