package net.es.esmond.storage.spi;

import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.series.StoredValue;

/**
 * The stored state of one window of a summary.
 *
 * @param startMillis start of the window, milliseconds since 1970
 * @param value the window's summary; empty when none was stored
 * @param points how many base points the summary was made from; 0 when their number was not stored.
 *     When the window could not be computed: the time of the base points that it could not be
 *     computed from, microseconds since 1970, negated
 * @param asOfMicros the base points that it was made from are those of this time, microseconds
 *     since 1970: the write timestamp of the value
 * @param staleMicros base points may have been written up to this time; {@link Long#MIN_VALUE} when
 *     none were after the window had closed
 */
public record StoredSummary(
    long startMillis, Optional<StoredValue> value, long points, long asOfMicros, long staleMicros) {
  /** Refuses null. */
  public StoredSummary {
    Objects.requireNonNull(value, "value");
  }

  /**
   * Says whether the value is the summary of all base points of its window.
   *
   * @return false when there is no value, or base points came later
   */
  public boolean holds() {
    return value.isPresent() && points > 0 && asOfMicros > staleMicros;
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
