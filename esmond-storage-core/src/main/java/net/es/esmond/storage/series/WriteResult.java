package net.es.esmond.storage.series;

import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.error.ConflictException;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.error.RefusedSeriesException;

/**
 * The result of a write of points. Every point that is neither conflicting nor refused is stored.
 * The lists of a bulk write are bounded; the counts are of all points.
 *
 * @param written points that were written; in {@link ConflictMode#UNCHECKED} all accepted points
 * @param unchanged points that were stored already, with the same value; in {@link
 *     ConflictMode#STRICT}, also what this write stored by a transaction that had to be repeated
 *     because its node did not answer or another writer outbid it
 * @param conflicting points that were not written, because another value is stored for their time
 * @param conflicts the conflicting points; of a bulk write those that came first, about 16 MiB of
 *     values at most
 * @param unverified points among the written ones whose lookup was answered by too few replicas: it
 *     may have missed another acknowledged value, which this write then replaced; always 0 in
 *     {@link ConflictMode#STRICT} and, as nothing is looked up, in {@link ConflictMode#UNCHECKED}
 * @param refusedPoints points of a bulk write that were not written for another reason than a
 *     conflict, or that may not have been written
 * @param refused the series of the refused points, once for each series and code; 1,000 at most,
 *     the last of them one that may succeed later. Empty for a write of one series, which throws
 *     instead.
 */
public record WriteResult(
    long written,
    long unchanged,
    long conflicting,
    List<Conflict> conflicts,
    long unverified,
    long refusedPoints,
    List<RefusedSeries> refused) {
  /** The result of a write without points. */
  public static final WriteResult NONE = new WriteResult(0, 0, List.of());

  /** Copies the lists. */
  public WriteResult {
    conflicts = List.copyOf(conflicts);
    refused = List.copyOf(refused);
  }

  /**
   * Creates the result of a write that refused no point.
   *
   * @param written points that were written
   * @param unchanged points that were stored already, with the same value
   * @param conflicts points that were not written, because another value is stored for their time
   * @param unverified points among the written ones whose lookup was answered by too few replicas
   */
  public WriteResult(long written, long unchanged, List<Conflict> conflicts, long unverified) {
    this(written, unchanged, conflicts.size(), conflicts, unverified, 0, List.of());
  }

  /**
   * Creates the result of a write that refused no point, and whose lookups missed nothing.
   *
   * @param written points that were written
   * @param unchanged points that were stored already, with the same value
   * @param conflicts points that were not written, because another value is stored for their time
   */
  public WriteResult(long written, long unchanged, List<Conflict> conflicts) {
    this(written, unchanged, conflicts, 0);
  }

  /**
   * Creates the result of a write whose points were refused.
   *
   * @param refused the series, the reason and the number of points
   * @return a result that has nothing else
   */
  public static WriteResult refusing(RefusedSeries refused) {
    return new WriteResult(0, 0, 0, List.of(), 0, refused.count(), List.of(refused));
  }

  /**
   * Adds up two results.
   *
   * @param other another result
   * @return both together, with all entries of both lists
   */
  public WriteResult plus(WriteResult other) {
    List<Conflict> bothConflicts = conflicts;
    if (!other.conflicts.isEmpty()) {
      bothConflicts = new ArrayList<>(conflicts);
      bothConflicts.addAll(other.conflicts);
    }
    List<RefusedSeries> bothRefused = refused;
    if (!other.refused.isEmpty()) {
      bothRefused = new ArrayList<>(refused);
      bothRefused.addAll(other.refused);
    }
    return new WriteResult(
        written + other.written,
        unchanged + other.unchanged,
        conflicting + other.conflicting,
        bothConflicts,
        unverified + other.unverified,
        refusedPoints + other.refusedPoints,
        bothRefused);
  }

  /**
   * Makes refused points and conflicts an error, for callers that take part of a write for none.
   *
   * @return this result, when every point is stored
   * @throws RefusedSeriesException naming each refused series and the reason; a conflict beside it
   *     is its suppressed error
   * @throws ConflictException naming each series and time that is taken, when no point was refused
   */
  public WriteResult orThrow() {
    if (refusedPoints > 0) {
      RefusedSeriesException error = new RefusedSeriesException(refused);
      if (conflicting > 0) {
        error.addSuppressed(conflict());
      }
      throw error;
    }
    if (conflicting > 0) {
      throw conflict();
    }
    return this;
  }

  private ConflictException conflict() {
    return new ConflictException(
        conflicts.stream()
            .map(
                conflict ->
                    new ConflictException.Taken(
                        conflict.series().path(), conflict.refused().time()))
            .toList());
  }
}
