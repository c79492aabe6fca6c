package net.es.esmond.storage.cassandra.internal.series;

import static com.datastax.oss.driver.api.core.DefaultConsistencyLevel.LOCAL_ONE;
import static com.datastax.oss.driver.api.core.DefaultConsistencyLevel.LOCAL_QUORUM;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.metadata.Node;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LookupReplicasTest {
  private static final LookupLevel BOTH = new LookupLevel(LOCAL_QUORUM, LOCAL_ONE, true);
  private static final LookupLevel ONE = new LookupLevel(LOCAL_ONE, LOCAL_ONE, false);
  private static final Set<Node> REPLICAS = Set.of();

  private boolean responsive = true;
  private long now;
  private final LookupReplicas replicas = new LookupReplicas(nodes -> responsive, () -> now);

  @Test
  void all_replicas_are_asked_while_they_seem_able() {
    assertThat(level()).isEqualTo(BOTH);

    responsive = false;

    assertThat(level()).isEqualTo(ONE);
  }

  @Test
  void after_a_failure_one_lookup_finds_out() {
    replicas.failed(REPLICAS);
    assertThat(level()).isEqualTo(ONE);

    now += Duration.ofMillis(500).toNanos();

    assertThat(level()).isEqualTo(BOTH);
    assertThat(level()).isEqualTo(ONE);
  }

  @Test
  void an_answer_ends_the_pause() {
    replicas.failed(REPLICAS);

    replicas.answered(REPLICAS);

    assertThat(level()).isEqualTo(BOTH);
  }

  @Test
  void a_level_without_a_weaker_one_stays() {
    responsive = false;
    LookupLevel only = LookupLevel.complete(LOCAL_QUORUM);

    assertThat(replicas.level(only, REPLICAS)).isEqualTo(only);
  }

  private LookupLevel level() {
    return replicas.level(BOTH, REPLICAS);
  }
}
