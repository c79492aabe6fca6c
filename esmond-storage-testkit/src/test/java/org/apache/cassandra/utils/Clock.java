package org.apache.cassandra.utils;

/**
 * Stands for Cassandra's own interface of this name, so that {@code NodeClock} can be compiled
 * without Cassandra. A node has its own.
 */
public interface Clock {
  long nanoTime();

  long currentTimeMillis();
}
