package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.util.List;
import net.es.esmond.storage.cluster.ConsistencyLevel;

/** Computes consistency levels from others, and maps them to those of the driver. */
final class ConsistencyLevels {
  private static final List<ConsistencyLevel> WEAKEST_FIRST =
      List.of(
          ConsistencyLevel.LOCAL_ONE,
          ConsistencyLevel.ONE,
          ConsistencyLevel.TWO,
          ConsistencyLevel.THREE,
          ConsistencyLevel.LOCAL_QUORUM,
          ConsistencyLevel.EACH_QUORUM,
          ConsistencyLevel.QUORUM,
          ConsistencyLevel.ALL);

  private ConsistencyLevels() {}

  /** Returns the driver's constant for a level. */
  static DefaultConsistencyLevel driver(ConsistencyLevel level) {
    return DefaultConsistencyLevel.valueOf(level.name());
  }

  /**
   * Returns the level for reads that asks the more replicas. It is QUORUM instead of EACH_QUORUM,
   * at which Cassandra does not read.
   */
  static ConsistencyLevel stronger(ConsistencyLevel a, ConsistencyLevel b) {
    ConsistencyLevel stronger = WEAKEST_FIRST.indexOf(a) < WEAKEST_FIRST.indexOf(b) ? b : a;
    return stronger == ConsistencyLevel.EACH_QUORUM ? ConsistencyLevel.QUORUM : stronger;
  }

  /**
   * Returns the level of reads that miss nothing acknowledged at a level of writes: R + W &gt; RF.
   * A majority in one datacenter says nothing about the replicas in another.
   */
  static ConsistencyLevel complete(ConsistencyLevel writes, boolean severalDatacenters) {
    return switch (writes) {
      case ALL -> ConsistencyLevel.ONE;
      case QUORUM, EACH_QUORUM -> ConsistencyLevel.QUORUM;
      case LOCAL_QUORUM ->
          severalDatacenters ? ConsistencyLevel.ALL : ConsistencyLevel.LOCAL_QUORUM;
      case ONE, TWO, THREE, LOCAL_ONE -> ConsistencyLevel.ALL;
    };
  }
}
