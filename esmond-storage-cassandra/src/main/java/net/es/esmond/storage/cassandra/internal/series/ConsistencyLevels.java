package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.util.List;

/** Arithmetic of consistency levels. */
final class ConsistencyLevels {
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

  private ConsistencyLevels() {}

  /** The level of the two that asks more replicas; Cassandra reads at no EACH_QUORUM. */
  static ConsistencyLevel stronger(ConsistencyLevel a, ConsistencyLevel b) {
    ConsistencyLevel stronger = WEAKEST_FIRST.indexOf(a) < WEAKEST_FIRST.indexOf(b) ? b : a;
    return stronger == DefaultConsistencyLevel.EACH_QUORUM
        ? DefaultConsistencyLevel.QUORUM
        : stronger;
  }

  /**
   * Returns the level of reads that miss nothing that was acknowledged at a level of writes: R + W
   * &gt; RF. A majority of one datacenter says nothing about another one's.
   */
  static net.es.esmond.storage.cluster.ConsistencyLevel complete(
      net.es.esmond.storage.cluster.ConsistencyLevel writes, boolean severalDatacenters) {
    return switch (writes) {
      case ALL -> net.es.esmond.storage.cluster.ConsistencyLevel.ONE;
      case QUORUM, EACH_QUORUM -> net.es.esmond.storage.cluster.ConsistencyLevel.QUORUM;
      case LOCAL_QUORUM ->
          severalDatacenters
              ? net.es.esmond.storage.cluster.ConsistencyLevel.ALL
              : net.es.esmond.storage.cluster.ConsistencyLevel.LOCAL_QUORUM;
      case ONE, TWO, THREE, LOCAL_ONE -> net.es.esmond.storage.cluster.ConsistencyLevel.ALL;
    };
  }
}
