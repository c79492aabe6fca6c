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
  void aRangeThatDoesNotWrapIsTakenAsItIs() {
    assertThat(ReplicaSamples.straight(range(-5, 5))).containsExactly(range(-5, 5));
  }

  @Test
  void aRangeThatWrapsHasAPartAtEitherEndOfTheRing() {
    assertThat(ReplicaSamples.straight(range(5, -5)))
        .containsExactly(range(5, Long.MAX_VALUE), range(Long.MIN_VALUE, -5));
  }

  @Test
  void aRangeThatEndsWithTheFirstTokenIsNotTakenForTheWholeRing() {
    assertThat(ReplicaSamples.straight(range(5, Long.MIN_VALUE)))
        .containsExactly(range(5, Long.MAX_VALUE));
  }

  @Test
  void theOnlyNodesRangeIsTheWholeRing() {
    assertThat(ReplicaSamples.straight(range(5, 5)))
        .containsExactly(range(5, Long.MAX_VALUE), range(Long.MIN_VALUE, 5));
  }

  private static TokenRange range(long start, long end) {
    return new TokenRange(BigInteger.valueOf(start), BigInteger.valueOf(end), REPLICAS);
  }
}
