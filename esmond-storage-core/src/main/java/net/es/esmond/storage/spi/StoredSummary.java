package net.es.esmond.storage.spi;

import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.series.StoredValue;

/**
 * The stored state of one window of a summary.
 *
 * @param startMillis start of the window, milliseconds since 1970
 * @param value the window's summary; empty when none was stored
 * @param points how many base points the summary was made from; 0 when their number was not stored,
 *     and {@link #IMPORTED} for a summary that another archive made. When the window could not be
 *     computed: the time of the base points that it could not be computed from, microseconds since
 *     1970, negated
 * @param asOfMicros the base points that it was made from are those of this time, microseconds
 *     since 1970: the write timestamp of the value
 * @param staleMicros base points may have been written up to this time; {@link Long#MIN_VALUE} when
 *     none were after the window had closed
 */
public record StoredSummary(
    long startMillis, Optional<StoredValue> value, long points, long asOfMicros, long staleMicros) {
  /**
   * The number of points of a summary that was taken over ready made. It stands whatever base
   * points are there, as its own are gone.
   */
  public static final long IMPORTED = Long.MAX_VALUE;

  /** Refuses null. */
  public StoredSummary {
    Objects.requireNonNull(value, "value");
  }

  /**
   * Says whether the value is the summary of all base points of its window, or was taken over.
   *
   * @return false when there is no value, or base points came later than it was made
   */
  public boolean holds() {
    return value.isPresent() && points > 0 && (imported() || asOfMicros > staleMicros);
  }

  /**
   * Says whether the value was taken over ready made from another archive.
   *
   * @return false when there is no value, or this archive made it
   */
  public boolean imported() {
    return value.isPresent() && points == IMPORTED;
  }

  /**
   * Says whether no summary can be computed from all base points of the window.
   *
   * @return false when it was not found so, or base points came later
   */
  public boolean uncomputable() {
    return points < 0 && -points > staleMicros;
  }
}
