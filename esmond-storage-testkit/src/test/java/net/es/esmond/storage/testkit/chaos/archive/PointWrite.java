package net.es.esmond.storage.testkit.chaos.archive;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One point of a write, and what became of it as far as its writer knows.
 *
 * @param operation the write
 * @param point the point
 * @param fate what became of it
 */
record PointWrite(Operation operation, Sample point, Fate fate) {
  /** Errors with which nothing was written. */
  static final Set<String> NOTHING_WRITTEN =
      Set.of("INVALID_INPUT", "UNKNOWN_METADATA", "UNKNOWN_SERIES", "READ_ONLY");

  /** What a writer was told. */
  enum Fate {
    STORED,
    /** Stored, after a lookup that may have missed another value. */
    STORED_UNVERIFIED,
    CONFLICTING,
    REFUSED,
    UNKNOWN
  }

  long begin() {
    return operation.begin();
  }

  long end() {
    return operation.end();
  }

  long number() {
    return point.number();
  }

  boolean acknowledged() {
    return fate == Fate.STORED || fate == Fate.STORED_UNVERIFIED;
  }

  /** Whether the archive may have the point. */
  boolean mayBeStored() {
    return acknowledged() || fate == Fate.UNKNOWN;
  }

  /** The key of the test that the point belongs to. */
  static String keyOf(String series) {
    return series.substring(series.lastIndexOf(':') + 1);
  }

  /** The points of a write; none of another operation. */
  static Stream<PointWrite> of(Operation operation) {
    if (operation.kind() != Kind.WRITE && operation.kind() != Kind.BULK) {
      return Stream.of();
    }
    Set<Sample> conflicts = Set.copyOf(operation.seen());
    Set<String> refused = refusedSeries(operation);
    return operation.began().points().stream()
        .map(point -> new PointWrite(operation, point, fate(operation, point, conflicts, refused)));
  }

  /** Series of which a bulk write refused some points or all: nobody knows which. */
  private static Set<String> refusedSeries(Operation operation) {
    return operation.ended().map(Ended::names).orElse(List.of()).stream()
        .map(name -> name.split(" ", 2)[0])
        .collect(Collectors.toSet());
  }

  private static Fate fate(
      Operation operation, Sample point, Set<Sample> conflicts, Set<String> refused) {
    if (operation.ended().isEmpty()) {
      return Fate.UNKNOWN;
    }
    if (!operation.error().isEmpty()) {
      return NOTHING_WRITTEN.contains(operation.error()) ? Fate.REFUSED : Fate.UNKNOWN;
    }
    if (refused.contains(point.series())) {
      return Fate.UNKNOWN;
    }
    if (conflicts.contains(point)) {
      return Fate.CONFLICTING;
    }
    return operation.ended().get().unverified() > 0 ? Fate.STORED_UNVERIFIED : Fate.STORED;
  }
}
