package net.es.esmond.storage.cassandra.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsistencyLevelsTest {

  @ParameterizedTest
  @CsvSource({
    "LOCAL_ONE, LOCAL_ONE, 1, LOCAL_ONE",
    "LOCAL_ONE, LOCAL_ONE, 2, LOCAL_QUORUM",
    "LOCAL_ONE, LOCAL_ONE, 3, ALL",
    "ONE, LOCAL_ONE, 2, LOCAL_QUORUM",
    "LOCAL_QUORUM, LOCAL_ONE, 2, LOCAL_QUORUM",
    "LOCAL_QUORUM, LOCAL_ONE, 3, ALL",
    "LOCAL_QUORUM, LOCAL_QUORUM, 3, LOCAL_QUORUM",
    "LOCAL_ONE, LOCAL_QUORUM, 3, LOCAL_QUORUM",
    "TWO, TWO, 3, TWO",
    "TWO, TWO, 4, LOCAL_QUORUM",
    "ONE, ALL, 3, ALL",
    "ALL, ONE, 3, ALL",
  })
  void lookups_ask_the_weakest_level_that_misses_nothing(
      ConsistencyLevel reads,
      ConsistencyLevel writes,
      int replicas,
      DefaultConsistencyLevel expected) {
    LookupLevel level = ConsistencyLevels.lookup(reads, writes, replicas, false);

    assertThat(level.level()).isEqualTo(expected);
    assertThat(level.weaker())
        .isEqualTo(ConsistencyLevels.driver(ConsistencyLevels.stronger(reads, writes)));
    assertThat(level.complete()).isTrue();
    assertThat(level.weakened().complete()).isEqualTo(!level.hasWeaker());
  }

  @ParameterizedTest
  @CsvSource({
    "LOCAL_ONE, LOCAL_ONE, 2, LOCAL_QUORUM, false",
    "LOCAL_ONE, LOCAL_ONE, 3, LOCAL_ONE, false",
    "LOCAL_QUORUM, LOCAL_QUORUM, 3, LOCAL_QUORUM, false",
    "QUORUM, LOCAL_QUORUM, 3, QUORUM, false",
    "QUORUM, QUORUM, 3, QUORUM, true",
    "LOCAL_ONE, EACH_QUORUM, 3, QUORUM, true",
    "LOCAL_ONE, ALL, 3, ALL, true",
  })
  void lookups_stay_in_the_datacenter_and_say_so(
      ConsistencyLevel reads,
      ConsistencyLevel writes,
      int replicas,
      DefaultConsistencyLevel expected,
      boolean complete) {
    LookupLevel level = ConsistencyLevels.lookup(reads, writes, replicas, true);

    assertThat(level.level()).isEqualTo(expected);
    assertThat(level.complete()).isEqualTo(complete);
  }
}
