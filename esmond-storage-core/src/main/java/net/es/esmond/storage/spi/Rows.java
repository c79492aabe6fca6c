package net.es.esmond.storage.spi;

import java.util.List;
import net.es.esmond.storage.series.JsonValue;

/**
 * One page of a series' rows: points, or stored summaries. A page ends at its limit, or before the
 * row with which its values would come to more than {@link #MAX_BYTES}; it has at least one row if
 * more follow.
 *
 * @param rows in the order asked for
 * @param more whether rows may follow behind the last of these
 * @param <T> a point, or a stored summary
 */
public record Rows<T>(List<T> rows, boolean more) {
  /** Bytes of values in a page at most, unless a single row has more: as many as one value has. */
  public static final int MAX_BYTES = JsonValue.MAX_CHARS;

  /** Copies the rows. */
  public Rows {
    rows = List.copyOf(rows);
  }
}
