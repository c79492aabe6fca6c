package net.es.esmond.storage.internal.summary;

/**
 * A range of windows that have no summary although they may have had points.
 *
 * @param start start of the first window, milliseconds since 1970
 * @param end end of the last window, milliseconds since 1970
 * @param uncomputable true for one window whose sums do not fit; false when its points have expired
 */
public record Hole(long start, long end, boolean uncomputable) {
  boolean overlaps(long from, long to) {
    return start < to && end > from;
  }
}
