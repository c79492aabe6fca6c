package net.es.esmond.storage.testkit.chaos.archive;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.testkit.internal.Parallel;

/** Reads all that an archive holds of a run, once nobody writes any more. */
final class FinalReader {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int READERS = 8;

  private final EsmondStorage storage;
  private final Archive archive;

  FinalReader(EsmondStorage storage) {
    this.storage = storage;
    this.archive = storage.archive().withTimeout(PATIENCE);
  }

  /**
   * Reads records, points and summaries. Tests that were deleted are registered again between, as
   * what was written to them then is there for hours.
   *
   * @param tests how many there have been
   */
  FinalState read(int tests) {
    Map<String, Map<String, Long>> records = records();
    Map<Series, List<Point>> points = new ConcurrentHashMap<>();
    Map<Series, List<Point>> summaries = new ConcurrentHashMap<>();
    AtomicInteger next = new AtomicInteger();
    Runnable reader =
        () -> {
          for (int test = next.getAndIncrement(); test < tests; test = next.getAndIncrement()) {
            String key = storage.metadata().register(Population.test(test)).key();
            Map<Series, List<Point>> base = read(Population.base(key));
            Map<Series, List<Point>> before;
            do { // until no hint has brought a point between the reads of points and of summaries
              before = base;
              summaries.putAll(read(Population.summaries(key)));
              base = read(Population.base(key));
            } while (!base.equals(before));
            points.putAll(base);
          }
        };
    Parallel.run(Collections.nCopies(READERS, reader));
    return new FinalState(points, summaries, records);
  }

  private Map<Series, List<Point>> read(Stream<Series> all) {
    return all.collect(
        Collectors.toMap(
            series -> series,
            series -> archive.read(SeriesQuery.of(series).at(ConsistencyLevel.ALL)).toList()));
  }

  private Map<String, Map<String, Long>> records() {
    Map<String, Map<String, Long>> records = new HashMap<>();
    storage
        .metadata()
        .withTimeout(PATIENCE)
        .findAll(MetadataQuery.builder().toolName(Population.TOOL).build())
        .forEach(record -> records.put(record.key(), updates(record)));
    return records;
  }

  private static Map<String, Long> updates(Metadata record) {
    Map<String, Long> updates = new HashMap<>();
    for (EventTypeInfo info : record.eventTypes()) {
      if (info.summaryType() == SummaryType.BASE) {
        updates.put(info.eventType(), info.timeUpdated().map(ChangeFollower::micros).orElse(0L));
      }
    }
    return updates;
  }
}
