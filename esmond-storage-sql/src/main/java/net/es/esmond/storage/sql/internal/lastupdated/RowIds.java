package net.es.esmond.storage.sql.internal.lastupdated;

/**
 * Packs the ids of an event type's rows into one long, as there may be a million event types. The
 * long has the first id, and a bit for each of the 24 ids from the first on. Rows of one event type
 * are registered together, so their ids are close to each other.
 */
final class RowIds {
  /** The ids are not known, or are too far apart, and must be looked up. */
  static final long UNKNOWN = 0;

  private static final int SPAN = 24;
  private static final long MASK = (1L << SPAN) - 1;

  private RowIds() {}

  /** Packs ids in ascending order; {@link #UNKNOWN} when they do not fit. */
  static long pack(long[] ids) {
    if (ids.length == 0 || ids[0] < 0 || ids[0] >= 1L << (63 - SPAN)) {
      return UNKNOWN;
    }
    long bits = 0;
    for (long id : ids) {
      long offset = id - ids[0];
      if (offset >= SPAN) {
        return UNKNOWN;
      }
      bits |= 1L << offset;
    }
    return ids[0] << SPAN | bits;
  }

  static long[] unpack(long packed) {
    long first = packed >>> SPAN;
    long bits = packed & MASK;
    long[] ids = new long[Long.bitCount(bits)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = first + Long.numberOfTrailingZeros(bits);
      bits &= bits - 1;
    }
    return ids;
  }

  /** Returns how many rows to expect: one when the ids are not known. */
  static int count(long packed) {
    return Math.max(1, Long.bitCount(packed & MASK));
  }
}
