package net.es.esmond.storage.cassandra.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The exact sum is found from what Cassandra answers for sum and avg. */
class CqlTotalsTest {
  private final Random random = new Random(64);

  @Test
  void the_exact_sum_follows_from_average_and_wrapped_sum() {
    for (int i = 0; i < 10_000; i++) {
      int count = 1 + random.nextInt(9);
      int shift = random.nextInt(64);
      long[] values = random.longs(count).map(value -> value >> shift).toArray();
      BigInteger exact =
          LongStream.of(values)
              .mapToObj(BigInteger::valueOf)
              .reduce(BigInteger.ZERO, BigInteger::add);

      long average = exact.divide(BigInteger.valueOf(count)).longValueExact();
      long wrapped = exact.longValue();

      assertThat(CqlTotals.sum(count, average, wrapped)).isEqualTo(exact);
    }
  }

  @Test
  void an_average_of_another_sum_is_noticed() {
    assertThat(CqlTotals.sum(2, 100, 500)).isNull();
    assertThat(CqlTotals.sum(2, -100, Long.MIN_VALUE)).isNull();
    assertThat(CqlTotals.sum(1, 7, 8)).isNull();
  }
}
