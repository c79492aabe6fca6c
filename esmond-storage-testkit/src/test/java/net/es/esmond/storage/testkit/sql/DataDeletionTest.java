package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.Test;

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

  @Test
  void a_test_deleted_once_more_since_it_was_listed_keeps_what_writers_rely_on() {
    now.metadata().delete(registration.newKey());
    now.metadata().register(registration);
    int listed = partitions();
    MetadataStore deletedWhenListed =
        (MetadataStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {MetadataStore.class},
                (proxy, method, arguments) -> {
                  Object answer = method.invoke(metadata, arguments);
                  if (method.getName().equals("dueDeletions")) {
                    now.metadata().delete(registration.newKey());
                  }
                  return answer;
                });

    try (EsmondStorage storage =
        builder()
            .metadata((conf, context) -> deletedWhenListed)
            .withoutBackgroundMaintenance()
            .open()) {
      assertThat(storage.maintenance().deleteData().failures()).isZero();
    }

    assertThat(partitions()).isEqualTo(listed);
    assertThat(now.maintenance().deleteData().tests()).isEqualTo(1);
    assertThat(partitions()).isZero();
  }

  private int partitions() {
    return SqlDatabase.await(series.partitions(base, Optional.empty(), SqlDatabase.soon())).size();
  }
}
