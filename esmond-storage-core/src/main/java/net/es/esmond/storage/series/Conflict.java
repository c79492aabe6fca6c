package net.es.esmond.storage.series;

import java.util.Objects;

/**
 * A point that was not written, because another value is stored for its time.
 *
 * @param series the series
 * @param refused the point that was not written
 * @param stored the value that is stored; under {@link ConflictMode#ESMOND} it may be the same
 */
public record Conflict(Series series, Point refused, Value stored) {
  /** Refuses nulls. */
  public Conflict {
    Objects.requireNonNull(series, "series");
    Objects.requireNonNull(refused, "refused");
    Objects.requireNonNull(stored, "stored");
  }
}
