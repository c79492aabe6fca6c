package net.es.esmond.storage.internal.write;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.series.Conflict;
import net.es.esmond.storage.series.WriteResult;

/**
 * Adds up what became of the points of a bulk write, in bounded memory: what does not fit into the
 * lists is counted. Thread-safe.
 */
final class BulkResult {
  static final int MAX_REFUSED = 1_000;
  static final long MAX_CONFLICT_BYTES = 16 * 1024 * 1024;

  /** Approximate memory of a conflict besides its values, in bytes. */
  private static final int CONFLICT_BYTES = 512;

  private final List<Conflict> conflicts = new ArrayList<>();
  private final Map<Key, RefusedSeries> refused = new LinkedHashMap<>();
  private long conflictBytes;
  private long written;
  private long unchanged;
  private long conflicting;
  private long unverified;
  private long refusedPoints;

  private record Key(String metadataKey, String eventType, ErrorCode code) {}

  /** Adds the result of some points of one series. */
  synchronized void add(WriteResult some) {
    written += some.written();
    unchanged += some.unchanged();
    unverified += some.unverified();
    conflicting += some.conflicting();
    some.conflicts().forEach(this::list);
    some.refused().forEach(this::refuse);
  }

  private void list(Conflict conflict) {
    if (conflictBytes < MAX_CONFLICT_BYTES) {
      conflicts.add(conflict);
      conflictBytes +=
          CONFLICT_BYTES
              + conflict.refused().value().stored().bytes()
              + conflict.stored().stored().bytes();
    }
  }

  /** Adds points that were refused. */
  synchronized void refuse(RefusedSeries some) {
    refusedPoints += some.count();
    Key key = new Key(some.metadataKey(), some.eventType(), some.code());
    // The last place is left to what may succeed later, as whoever repeats a write looks for it.
    int places = some.code().retryable() ? MAX_REFUSED : MAX_REFUSED - 1;
    if (refused.size() < places || refused.containsKey(key)) {
      refused.merge(key, some, BulkResult::both);
    }
  }

  private static RefusedSeries both(RefusedSeries first, RefusedSeries second) {
    return new RefusedSeries(
        first.metadataKey(),
        first.eventType(),
        first.code(),
        first.message(),
        first.count() + second.count());
  }

  /** Returns of how many points it is known what became of them. */
  synchronized long points() {
    return written + unchanged + conflicting + refusedPoints;
  }

  synchronized WriteResult get() {
    return new WriteResult(
        written,
        unchanged,
        conflicting,
        conflicts,
        unverified,
        refusedPoints,
        List.copyOf(refused.values()));
  }
}
