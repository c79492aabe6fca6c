package net.es.esmond.storage.internal.downsample;

import java.math.BigInteger;

/** An exact sum of 64-bit integers, which may itself exceed 64 bits. */
final class ExactSum {
  private long low;
  private BigInteger carried = BigInteger.ZERO;

  void add(long value) {
    long sum = low + value;
    if (((low ^ sum) & (value ^ sum)) < 0) {
      carried = carried.add(BigInteger.valueOf(low));
      sum = value;
    }
    low = sum;
  }

  void add(BigInteger value) {
    carried = carried.add(value);
  }

  BigInteger value() {
    return carried.add(BigInteger.valueOf(low));
  }
}
