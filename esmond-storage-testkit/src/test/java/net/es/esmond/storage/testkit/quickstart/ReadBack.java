package net.es.esmond.storage.testkit.quickstart;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads series from every replica and compares them with what was written. */
final class ReadBack {
  private static final Logger LOG = LoggerFactory.getLogger(ReadBack.class);

  private final Archive archive;
  private long read;
  private long wrong;
  private long failed;

  ReadBack(Archive archive) {
    this.archive = archive;
  }

  /** Reads one series; what is missing, different or too much is wrong. */
  void compare(String metadataKey, TestSeries series) {
    SortedMap<Instant, Value> stored = new TreeMap<>();
    try {
      archive
          .read(
              SeriesQuery.base(metadataKey, series.eventType().esmondName())
                  .at(ConsistencyLevel.ALL))
          .forEach(point -> stored.put(point.time(), point.value()));
    } catch (EsmondException e) {
      failed++;
      LOG.warn("{} of {} not read", series.eventType(), series.test(), e);
    }
    read += stored.size();
    for (Map.Entry<Instant, Value> point : series.points().entrySet()) {
      if (!point.getValue().equals(stored.remove(point.getKey()))) {
        wrong++;
      }
    }
    wrong += stored.size();
  }

  long read() {
    return read;
  }

  long wrong() {
    return wrong;
  }

  long failed() {
    return failed;
  }
}
