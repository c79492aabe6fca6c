package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.util.List;

/** Computes consistency levels from others. */
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

  /**
   * Returns the level for reads that asks the more replicas. It is QUORUM instead of EACH_QUORUM,
   * at which Cassandra does not read.
   */
  static ConsistencyLevel stronger(ConsistencyLevel a, ConsistencyLevel b) {
    ConsistencyLevel stronger = WEAKEST_FIRST.indexOf(a) < WEAKEST_FIRST.indexOf(b) ? b : a;
    return stronger == DefaultConsistencyLevel.EACH_QUORUM
        ? DefaultConsistencyLevel.QUORUM
        : stronger;
  }

  /**
   * Returns the level of reads that miss nothing acknowledged at a level of writes: R + W &gt; RF.
   * A majority in one datacenter says nothing about the replicas in another.
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
