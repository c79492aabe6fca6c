package net.es.esmond.storage.cassandra.internal.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;

/** Groups items that have a time by the partitions of their series. */
final class PartitionGrouping {
  private PartitionGrouping() {}

  static <T> Map<Partition, List<T>> of(
      Series series, List<T> items, ToLongFunction<T> timeMillis) {
    Map<Partition, List<T>> partitions = new TreeMap<>();
    long start = 0;
    long end = 0;
    List<T> current = List.of();
    for (T item : items) {
      long time = timeMillis.applyAsLong(item);
      if (time < start || time >= end) {
        Partition partition = Partition.of(series, time);
        start = partition.startMillis();
        end = partition.endMillis();
        current = partitions.computeIfAbsent(partition, p -> new ArrayList<>());
      }
      current.add(item);
    }
    return partitions;
  }
}
