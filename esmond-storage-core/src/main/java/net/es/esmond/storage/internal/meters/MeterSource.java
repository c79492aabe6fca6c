package net.es.esmond.storage.internal.meters;

import java.util.function.LongConsumer;

/** Hands out counters, whether or not the host has a registry of meters. */
@FunctionalInterface
public interface MeterSource extends AutoCloseable {
  /** Counts nothing. */
  MeterSource NONE = (meter, tags) -> number -> {};

  /**
   * Returns a counter, which takes the number to add.
   *
   * @param meter a meter of type counter
   * @param tags a value for each of the meter's tags
   */
  LongConsumer counting(StorageMeter meter, String... tags);

  /** Removes the meters. */
  @Override
  default void close() {}
}
