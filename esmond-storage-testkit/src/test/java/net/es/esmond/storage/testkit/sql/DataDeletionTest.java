package net.es.esmond.storage.testkit.sql;

import java.time.Clock;
import java.util.Map;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;

/** Data of deleted tests, in memory. */
class DataDeletionTest extends DataDeletionContract {
  private final TimeSeriesStore series = new InMemoryTimeSeriesStore(Clock.systemUTC());
  private final InMemoryMetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());

  @Override
  EsmondStorageBuilder builder() {
    return EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
        .timeSeries((conf, context) -> series)
        .metadata((conf, context) -> metadata);
  }

  @Override
  TimeSeriesStore series() {
    return series;
  }

  /** In memory it is at once. */
  @Override
  void makeDue() {}
}
