package net.es.esmond.storage.sql.internal.lastupdated;

/**
 * The ids of an event type's rows in one long, as there may be a million event types: the first id,
 * and a bit for each of the ids from there on. Rows of one event type are registered together, so
 * their ids are close to each other.
 */
final class RowIds {
  /** Not known, or too far apart: to be looked up. */
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

  /** How many rows to expect: one, where that is not known. */
  static int count(long packed) {
    return Math.max(1, Long.bitCount(packed & MASK));
  }
}
