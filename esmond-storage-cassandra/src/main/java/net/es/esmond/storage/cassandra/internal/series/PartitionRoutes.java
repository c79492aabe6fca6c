package net.es.esmond.storage.cassandra.internal.series;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;

/**
 * Caches the last used route of each series. Single points nearly always go to a series' newest
 * partition. Safe for use by many threads.
 */
final class PartitionRoutes {
  /** Largest number of routes, about 30 MB. Then the cache is cleared. */
  private static final int MAX_KNOWN = 50_000;

  private final Map<Series, PartitionRoute> known = new ConcurrentHashMap<>();

  PartitionRoute of(Series series, long timeMillis) {
    PartitionRoute last = known.get(series);
    if (last != null && last.holds(timeMillis)) {
      return last;
    }
    PartitionRoute route = new PartitionRoute(series, Partition.of(series, timeMillis));
    if (known.size() >= MAX_KNOWN) {
      known.clear();
    }
    known.put(series, route);
    return route;
  }
}
