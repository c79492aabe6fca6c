package net.es.esmond.storage.cassandra.internal.series;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;

/**
 * Remembers of each series the place that it was last looked up at: single points nearly always go
 * to a series' newest partition. Safe for use by many threads.
 */
final class PartitionRoutes {
  /** About 30 MB; after that we start over. */
  private static final int MAX_KNOWN = 50_000;

  private final Map<Series, PartitionRoute> known = new ConcurrentHashMap<>();

  PartitionRoute of(Series series, long timeMillis) {
    PartitionRoute last = known.get(series);
    if (last != null && last.holds(timeMillis)) {
      return last;
    }
    PartitionRoute place = new PartitionRoute(series, Partition.of(series, timeMillis));
    if (known.size() >= MAX_KNOWN) {
      known.clear();
    }
    known.put(series, place);
    return place;
  }
}
