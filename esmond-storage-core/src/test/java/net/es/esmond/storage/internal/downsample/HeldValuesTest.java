package net.es.esmond.storage.internal.downsample;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** Percentiles of the values of a step, and how many values are held. */
class HeldValuesTest {
  private final HeldValues values = new HeldValues();

  private void add(long... some) {
    for (long value : some) {
      values.add(value);
    }
  }

  private BigDecimal percentile(double percent) {
    return values.percentile(percent, BigDecimal::valueOf);
  }

  @Test
  void percentiles_are_interpolated_between_ranks() {
    add(40, 10, 30, 20);

    assertThat(percentile(50)).isEqualByComparingTo("25");
    assertThat(percentile(25)).isEqualByComparingTo("12.5");
    assertThat(percentile(0)).isEqualByComparingTo("10");
    assertThat(percentile(19)).isEqualByComparingTo("10");
    assertThat(percentile(99.9)).isEqualByComparingTo("40");
    assertThat(percentile(100)).isEqualByComparingTo("40");
  }

  @Test
  void differences_beyond_64_bits_are_interpolated_exactly() {
    add(Long.MAX_VALUE, Long.MIN_VALUE);

    assertThat(percentile(50)).isEqualByComparingTo("-0.5");
  }

  @Test
  void values_that_come_later_count_too() {
    add(1);
    assertThat(percentile(50)).isEqualByComparingTo("1");

    add(3);

    assertThat(percentile(50)).isEqualByComparingTo("2");
  }

  @Test
  void no_values_have_no_percentile() {
    assertThat(percentile(50)).isNull();
  }

  @Test
  void more_values_than_are_held_have_no_percentile() {
    for (long i = 0; i < HeldValues.MOST; i++) {
      values.add(i);
    }
    assertThat(percentile(50)).isEqualByComparingTo("2097151.5");

    values.add(0);

    assertThat(percentile(50)).isNull();
  }
}
