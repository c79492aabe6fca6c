package net.es.esmond.storage.testkit.transfer;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;

/** Archives in memory, empty at first. */
final class MemoryArchive {
  private MemoryArchive() {}

  static EsmondStorage open() {
    return open(RetentionPolicies.NONE, store -> store);
  }

  static EsmondStorage open(RetentionPolicies policies, UnaryOperator<TimeSeriesStore> way) {
    TimeSeriesStore store = way.apply(new InMemoryTimeSeriesStore(Clock.systemUTC()));
    return EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
        .withoutBackgroundMaintenance()
        .retention(policies)
        .timeSeries((conf, context) -> store)
        .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
        .open();
  }

  static List<Metadata> records(EsmondStorage storage) {
    return storage.metadata().findAll(MetadataQuery.builder().build()).toList();
  }

  static List<Point> points(EsmondStorage storage, Series series) {
    return storage.archive().read(SeriesQuery.of(series).pageSize(10_000)).toList();
  }
}
