package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.util.List;

/** Compares consistency levels. */
final class Levels {
  private static final List<ConsistencyLevel> WEAKEST_FIRST =
      List.of(
          DefaultConsistencyLevel.LOCAL_ONE,
          DefaultConsistencyLevel.ONE,
          DefaultConsistencyLevel.TWO,
          DefaultConsistencyLevel.THREE,
          DefaultConsistencyLevel.LOCAL_QUORUM,
          DefaultConsistencyLevel.EACH_QUORUM,
          DefaultConsistencyLevel.QUORUM,
          DefaultConsistencyLevel.ALL);

  private Levels() {}

  /** The level of the two that asks more replicas; Cassandra reads at no EACH_QUORUM. */
  static ConsistencyLevel stronger(ConsistencyLevel a, ConsistencyLevel b) {
    ConsistencyLevel stronger = WEAKEST_FIRST.indexOf(a) < WEAKEST_FIRST.indexOf(b) ? b : a;
    return stronger == DefaultConsistencyLevel.EACH_QUORUM
        ? DefaultConsistencyLevel.QUORUM
        : stronger;
  }
}
