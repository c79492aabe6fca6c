package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.cassandra.CassandraProvider;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.cassandra.SharedRing;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Data of deleted tests on real servers. */
class DataDeletionIT extends DataDeletionContract {
  private static SqlDatabase database;
  private static TimeSeriesStore series;

  @BeforeAll
  static void create() {
    database = SqlDatabase.create();
    series = new CassandraProvider().open(conf(), new StoreContext(Clock.systemUTC(), Map.of()));
  }

  @AfterAll
  static void closeSeries() {
    series.close();
  }

  private static EsmondConf conf() {
    return EsmondConf.of(
        CassandraConf.builder().servers(SharedRing.servers()).keyspace("deletions").build(),
        database.conf().touch(TouchConf.builder().build()).build());
  }

  @Override
  EsmondStorageBuilder builder() {
    return EsmondStorage.builder(conf());
  }

  @Override
  TimeSeriesStore series() {
    return series;
  }

  @Override
  void makeDue() throws Exception {
    database.execute("UPDATE esmond_storage_deletions SET data_before = clock_timestamp()");
  }

  @Test
  void a_wrong_clock_of_the_host_is_told_and_moves_nothing() {
    Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
    try (EsmondStorage storage = builder().clock(wrong).withoutBackgroundMaintenance().open()) {
      assertThat(storage.clock().instant()).isCloseTo(Instant.now(), within(5, ChronoUnit.SECONDS));
      assertThat(storage.clocks().servers().keySet())
          .anyMatch(server -> server.startsWith("Cassandra "))
          .anyMatch(server -> server.startsWith("PostgreSQL "));
      assertThat(storage.clocks().problem()).isEmpty();
      assertThat(storage.clocks().warnings()).singleElement(STRING).contains("this host", "ahead");
      assertThat(storage.maintenance().storeSummaries().refused()).isEmpty();
    }
  }

  @Test
  void it_waits_for_late_writers_and_takes_what_they_wrote() throws Exception {
    now.metadata().delete(registration.newKey());
    assertThatThrownBy(() -> now.archive().write(registration.newKey(), "throughput", START, 0))
        .isInstanceOf(UnknownMetadataException.class);
    // Has the record in its cache.
    earlier
        .archive()
        .write(registration.newKey(), "throughput", START.plus(Duration.ofDays(39)), 1);
    assertThat(now.maintenance().deleteData().tests()).isZero();

    makeDue();
    assertThat(now.maintenance().deleteData().tests()).isEqualTo(1);

    now.metadata().register(registration);
    assertThat(stored(base)).isZero();
  }
}
