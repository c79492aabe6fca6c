package net.es.esmond.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import net.es.esmond.storage.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FractionTest {
  @ParameterizedTest
  @ValueSource(
      doubles = {0, 1, -1, 0.25, 0.005, 1 / 3.0, 2.3333333333333335, 9.412e9, 1e15, 1e-9, -7 / 9.0})
  void has_the_quotient_that_was_served(double quotient) {
    Fraction fraction = Fraction.of(quotient);

    assertThat((double) fraction.numerator() / fraction.denominator()).isEqualTo(quotient);
  }

  @Test
  void has_the_quotient_of_any_percentage_and_average() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      double quotient =
          (double) random.nextLong(1L << random.nextInt(1, 50)) / random.nextInt(1, 90_000);
      Fraction fraction = Fraction.of(quotient);
      assertThat((double) fraction.numerator() / fraction.denominator()).isEqualTo(quotient);
    }
  }

  @Test
  void denominators_are_alike() {
    assertThat(Fraction.of(0.5).denominator()).isEqualTo(1 << 16);
    assertThat(Fraction.of(1 / 3.0).denominator()).isEqualTo(65_535);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e300, 1e-300})
  void what_is_no_fraction_is_refused(double quotient) {
    assertThatThrownBy(() -> Fraction.of(quotient)).isInstanceOf(InvalidInputException.class);
  }
}
