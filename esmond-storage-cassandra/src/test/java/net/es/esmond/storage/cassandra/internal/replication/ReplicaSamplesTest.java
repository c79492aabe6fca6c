package net.es.esmond.storage.cassandra.internal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import net.es.esmond.storage.replication.TokenRange;
import org.junit.jupiter.api.Test;

class ReplicaSamplesTest {
  private static final List<UUID> REPLICAS = List.of(new UUID(0, 1));

  @Test
  void a_range_that_does_not_wrap_stays_unchanged() {
    assertThat(ReplicaSamples.straight(range(-5, 5))).containsExactly(range(-5, 5));
  }

  @Test
  void a_wrapping_range_has_parts_at_both_ring_ends() {
    assertThat(ReplicaSamples.straight(range(5, -5)))
        .containsExactly(range(5, Long.MAX_VALUE), range(Long.MIN_VALUE, -5));
  }

  @Test
  void a_range_ending_at_the_first_token_is_not_everything() {
    assertThat(ReplicaSamples.straight(range(5, Long.MIN_VALUE)))
        .containsExactly(range(5, Long.MAX_VALUE));
  }

  @Test
  void the_only_nodes_range_is_the_whole_ring() {
    assertThat(ReplicaSamples.straight(range(5, 5)))
        .containsExactly(range(5, Long.MAX_VALUE), range(Long.MIN_VALUE, 5));
  }

  private static TokenRange range(long start, long end) {
    return new TokenRange(BigInteger.valueOf(start), BigInteger.valueOf(end), REPLICAS);
  }
}
