package net.es.esmond.storage.spi;

import java.util.List;

/**
 * One page of a series' rows: points, or stored summaries.
 *
 * @param rows in the order asked for
 * @param more whether rows may follow behind the last of these
 * @param <T> a point, or a stored summary
 */
public record Rows<T>(List<T> rows, boolean more) {
  /** Copies the rows. */
  public Rows {
    rows = List.copyOf(rows);
  }
}
