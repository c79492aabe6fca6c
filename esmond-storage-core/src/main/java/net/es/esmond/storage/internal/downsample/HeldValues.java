package net.es.esmond.storage.internal.downsample;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The values of a step that are held for percentiles, up to {@link #MOST}. */
final class HeldValues {
  /** Largest number of values: 32 MiB. A month of a value a second has fewer. */
  static final int MOST = 1 << 22;

  private static final int FIRST = 1 << 10;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private long[] values = new long[FIRST];
  private int count;
  private boolean sorted = true;
  private boolean tooMany;

  void add(long value) {
    if (count == MOST) {
      tooMany = true;
      return;
    }
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
    sorted = false;
  }

  /**
   * Interpolates between the values at the ranks around {@code percent / 100 * (count + 1)}.
   *
   * @param number the number that a value stands for; larger values stand for larger numbers
   * @return null when there are no values, or too many to be held
   */
  @Nullable BigDecimal percentile(double percent, LongFunction<BigDecimal> number) {
    if (count == 0 || tooMany) {
      return null;
    }
    if (!sorted) {
      Arrays.sort(values, 0, count);
      sorted = true;
    }
    BigDecimal rank =
        BigDecimal.valueOf(percent).multiply(BigDecimal.valueOf(count + 1L)).divide(HUNDRED);
    int lower = rank.intValue();
    BigDecimal at = number.apply(values[Math.max(0, Math.min(count, lower) - 1)]);
    if (lower == 0 || lower >= count) {
      return at;
    }
    BigDecimal next = number.apply(values[lower]);
    return at.add(rank.subtract(BigDecimal.valueOf(lower)).multiply(next.subtract(at)));
  }
}
