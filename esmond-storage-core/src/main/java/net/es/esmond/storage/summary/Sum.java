package net.es.esmond.storage.summary;

import java.util.OptionalLong;

/** A sum of 64-bit integers that does not depend on their order, even when it overflows between. */
final class Sum {
  private long low;
  private long overflows;

  void add(long value) {
    long sum = low + value;
    if (((low ^ sum) & (value ^ sum)) < 0) {
      overflows += value < 0 ? -1 : 1;
    }
    low = sum;
  }

  /** Returns the sum; empty when it does not fit in 64 bits. */
  OptionalLong value() {
    return overflows == 0 ? OptionalLong.of(low) : OptionalLong.empty();
  }
}
