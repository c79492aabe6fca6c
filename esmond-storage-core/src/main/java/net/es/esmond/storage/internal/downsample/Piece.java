package net.es.esmond.storage.internal.downsample;

import java.util.Optional;
import net.es.esmond.storage.internal.summary.Parts;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.Totals;

/** What a range of times has, as it was read. */
sealed interface Piece {
  /** Returns the read of what follows in the range; empty at its end. */
  default Optional<SeriesRead> rest() {
    return Optional.empty();
  }

  /**
   * Base points.
   *
   * @param read the read
   * @param page its points, in the read's order
   */
  record Points(SeriesRead read, Rows<StoredPoint> page) implements Piece {
    @Override
    public Optional<SeriesRead> rest() {
      return page.more() ? Optional.of(read.after(page.rows())) : Optional.empty();
    }
  }

  /**
   * Totals of the base points of a range within one step.
   *
   * @param fromMillis first time of the range
   * @param sums the totals
   */
  record Total(long fromMillis, Totals sums) implements Piece {}

  /**
   * Summaries, and the ranges in which they are missing.
   *
   * @param parts the summaries, in the order asked for
   */
  record Summarised(Parts parts) implements Piece {
    @Override
    public Optional<SeriesRead> rest() {
      return parts.rest();
    }
  }
}
