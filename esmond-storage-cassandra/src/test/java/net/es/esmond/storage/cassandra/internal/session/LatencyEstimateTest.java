package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyEstimateTest {
  private final Random random = new Random(20_261_122);

  @Test
  void comes_to_rest_where_one_in_a_hundred_is_above() {
    LatencyEstimate estimate = new LatencyEstimate(99, 50_000_000);
    int above = 0;
    for (int i = 0; i < 100_000; i++) {
      // Exponential with a mean of 10 ms: the 99th percentile is at 46 ms.
      long latency = (long) (-Math.log(1 - random.nextDouble()) * 10_000_000);
      if (i >= 50_000 && latency > estimate.nanos()) {
        above++;
      }
      estimate.add(latency);
    }
    assertThat(above / 50_000.0).isBetween(0.008, 0.012);
  }

  @Test
  void rises_twentyfold_within_a_hundred_slow_answers() {
    LatencyEstimate estimate = new LatencyEstimate(99, 10_000_000);
    for (int i = 0; i < 100; i++) {
      estimate.add(200_000_000);
    }
    assertThat(estimate.nanos()).isGreaterThan(190_000_000);
  }
}
