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

  /**
   * Returns the level of lookups: the weakest that misses nothing acknowledged, and at least the
   * configured levels, so that what a lookup finds counts as acknowledged. With replicas in several
   * datacenters a lookup stays in the local one, as writes do, and may miss what another one has,
   * unless the configured levels reach beyond.
   *
   * @param reads configured level of reads
   * @param writes configured level of writes
   * @param replicas replicas of each row in the local datacenter
   * @param severalDatacenters whether other datacenters have replicas too, or may have
   */
  static LookupLevel lookup(
      ConsistencyLevel reads, ConsistencyLevel writes, int replicas, boolean severalDatacenters) {
    ConsistencyLevel configured = stronger(reads, writes);
    int needed = replicas - asked(writes, replicas) + 1;
    boolean enough = asked(configured, replicas) >= needed;
    if (severalDatacenters) {
      boolean reachesAll =
          configured == ConsistencyLevel.ALL
              || writes == ConsistencyLevel.QUORUM
              || writes == ConsistencyLevel.EACH_QUORUM;
      boolean bothLocal = writes == ConsistencyLevel.LOCAL_ONE && replicas == 2 && !enough;
      return new LookupLevel(
          driver(bothLocal ? ConsistencyLevel.LOCAL_QUORUM : configured),
          driver(configured),
          reachesAll);
    }
    ConsistencyLevel wanted =
        enough
            ? configured
            : majority(replicas) >= needed ? ConsistencyLevel.LOCAL_QUORUM : ConsistencyLevel.ALL;
    return new LookupLevel(driver(wanted), driver(configured), true);
  }

  /** Returns how many of the replicas of one datacenter a level asks. */
  private static int asked(ConsistencyLevel level, int replicas) {
    return switch (level) {
      case ONE, LOCAL_ONE -> 1;
      case TWO -> 2;
      case THREE -> 3;
      case QUORUM, LOCAL_QUORUM, EACH_QUORUM -> majority(replicas);
      case ALL -> replicas;
    };
  }

  private static int majority(int replicas) {
    return replicas / 2 + 1;
  }
}
