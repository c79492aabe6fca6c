package net.es.esmond.storage.downsample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import net.es.esmond.storage.error.InvalidInputException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions and their names, and the rules of functions and steps. */
class AggregateFunctionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"min", "max", "mean", "sum", "count", "first", "last", "p0", "p95", "p99.9"})
  void a_function_has_the_name_by_which_it_is_found(String name) {
    assertThat(AggregateFunction.of(name)).hasToString(name);
  }

  @Test
  void percentiles_are_equal_however_they_are_written() {
    assertThat(AggregateFunction.of("p95.0")).isEqualTo(AggregateFunction.percentile(95));
    assertThat(AggregateFunction.percentile(-0.0)).isEqualTo(AggregateFunction.percentile(0));
  }

  static Stream<ThrowingCallable> refused() {
    return Stream.of(
        () -> AggregateFunction.of("median"),
        () -> AggregateFunction.of("percentile"),
        () -> AggregateFunction.of("p"),
        () -> AggregateFunction.of("p100.1"),
        () -> AggregateFunction.of("p-1"),
        () -> AggregateFunction.percentile(Double.NaN),
        () -> AggregateFunction.percentile(101),
        () -> new AggregateFunction(AggregateFunction.Kind.MIN, 5),
        () -> Steps.of(Duration.ZERO),
        () -> Steps.of(Duration.ofSeconds(-1)),
        () -> Steps.of(Duration.ofMillis(1_500)),
        () -> Steps.of(Duration.ofSeconds(1L + Integer.MAX_VALUE)),
        () -> Steps.of(Duration.ofDays(1)).from(Instant.EPOCH.plusMillis(1)),
        () -> Steps.of(Duration.ofDays(1)).from(Instant.MIN));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void what_breaks_a_rule_is_refused(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(InvalidInputException.class);
  }
}
