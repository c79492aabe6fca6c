package net.es.esmond.storage.series;

import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.error.ConflictException;

/**
 * The result of a write of points. Every point that is not among the conflicts is stored.
 *
 * @param written points that were written; in {@link ConflictMode#UNCHECKED} all points
 * @param unchanged points that were stored already, with the same value; in {@link
 *     ConflictMode#STRICT}, also what this write stored by a transaction that had to be repeated
 *     because its node did not answer or another writer outbid it
 * @param conflicts points that were not written, because another value is stored for their time
 * @param unverified points among the written ones whose lookup was answered by too few replicas: it
 *     may have missed another acknowledged value, which this write then replaced; always 0 in
 *     {@link ConflictMode#STRICT} and, as nothing is looked up, in {@link ConflictMode#UNCHECKED}
 */
public record WriteResult(long written, long unchanged, List<Conflict> conflicts, long unverified) {
  /** The result of a write without points. */
  public static final WriteResult NONE = new WriteResult(0, 0, List.of());

  /** Copies the conflicts. */
  public WriteResult {
    conflicts = List.copyOf(conflicts);
  }

  /**
   * Creates the result of a write whose lookups missed nothing.
   *
   * @param written points that were written
   * @param unchanged points that were stored already, with the same value
   * @param conflicts points that were not written, because another value is stored for their time
   */
  public WriteResult(long written, long unchanged, List<Conflict> conflicts) {
    this(written, unchanged, conflicts, 0);
  }

  /**
   * Adds up two results.
   *
   * @param other another result
   * @return both together
   */
  public WriteResult plus(WriteResult other) {
    List<Conflict> both = conflicts;
    if (!other.conflicts.isEmpty()) {
      both = new ArrayList<>(conflicts);
      both.addAll(other.conflicts);
    }
    return new WriteResult(
        written + other.written, unchanged + other.unchanged, both, unverified + other.unverified);
  }

  /**
   * Makes conflicts an error.
   *
   * @return this result, when it has no conflicts
   * @throws ConflictException naming each series and time that is taken
   */
  public WriteResult orThrow() {
    if (conflicts.isEmpty()) {
      return this;
    }
    throw new ConflictException(
        conflicts.stream()
            .map(
                conflict ->
                    new ConflictException.Taken(
                        conflict.series().path(), conflict.refused().time()))
            .toList());
  }
}
