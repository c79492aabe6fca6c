package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;

/**
 * The consistency level of the lookups before writes.
 *
 * @param level the level to ask at
 * @param weaker the level to ask at when the replicas cannot answer at the first one; the same
 *     level when no weaker one is allowed
 * @param complete whether a lookup at the first level misses nothing that was acknowledged
 */
record LookupLevel(ConsistencyLevel level, ConsistencyLevel weaker, boolean complete) {

  /** Returns the only level, which misses nothing. */
  static LookupLevel complete(ConsistencyLevel level) {
    return new LookupLevel(level, level, true);
  }

  /** Returns the weaker level without the first one. */
  LookupLevel weakened() {
    return hasWeaker() ? new LookupLevel(weaker, weaker, false) : this;
  }

  boolean hasWeaker() {
    return level != weaker;
  }
}
