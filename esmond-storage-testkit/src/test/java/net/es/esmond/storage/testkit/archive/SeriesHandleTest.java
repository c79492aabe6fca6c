package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.SeriesHandle;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.error.ConflictException;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writing to a series that was found once. */
class SeriesHandleTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final AtomicInteger lookUps = new AtomicInteger();
  private final EsmondStorage storage =
      EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
          .clock(clock)
          .withoutBackgroundMaintenance()
          .timeSeries((conf, context) -> new InMemoryTimeSeriesStore(clock))
          .metadata((conf, context) -> counting(new InMemoryMetadataStore(clock)))
          .open();
  private final String key =
      storage
          .metadata()
          .register(
              Registration.networkElement()
                  .source("198.51.100.1")
                  .measurementAgent("198.51.100.1")
                  .toolName("snmp")
                  .inputSource("router")
                  .eventType(EventType.THROUGHPUT)
                  .build())
          .key();
  private final SeriesHandle throughput = storage.archive().series(key, "throughput");

  @AfterEach
  void close() {
    storage.close();
  }

  /** Counts how often the time of an event type is looked for. */
  private MetadataStore counting(MetadataStore store) {
    return (MetadataStore)
        Proxy.newProxyInstance(
            MetadataStore.class.getClassLoader(),
            new Class<?>[] {MetadataStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("lastUpdated")) {
                lookUps.incrementAndGet();
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Optional<Instant> updated() {
    return storage.metadata().get(key).eventTypes().stream()
        .map(EventTypeInfo::timeUpdated)
        .findAny()
        .orElseThrow();
  }

  @Test
  void points_are_stored_and_announced_without_another_series_lookup() {
    throughput.write(NOW, 1);
    throughput.writeAll(List.of(new Point(NOW.plusSeconds(1), new IntegerValue(2))));

    assertThat(storage.archive().read(SeriesQuery.base(key, "throughput")))
        .containsExactly(
            new Point(NOW, new IntegerValue(1)),
            new Point(NOW.plusSeconds(1), new IntegerValue(2)));
    // Touched twice, while the clock stood still.
    assertThat(updated()).contains(NOW.plusNanos(1000));
    assertThat(lookUps).hasValue(1);
  }

  @Test
  void a_touch_moves_the_time_of_the_event_type() {
    assertThat(updated()).isEmpty();

    throughput.touch().toCompletableFuture().join();

    assertThat(updated()).contains(NOW);
  }

  @Test
  void conflicts_are_the_archives() {
    throughput.write(NOW, 1);

    assertThatThrownBy(() -> throughput.write(NOW, 2)).isInstanceOf(ConflictException.class);
    storage.archive().overwriting().series(key, "throughput").write(NOW, 2);
    assertThat(storage.archive().read(SeriesQuery.base(key, "throughput")))
        .containsExactly(new Point(NOW, new IntegerValue(2)));
  }

  @Test
  void a_test_that_was_deleted_takes_no_more_points() {
    storage.metadata().delete(key);

    assertThatThrownBy(() -> throughput.write(NOW, 1)).isInstanceOf(UnknownMetadataException.class);
  }

  @Test
  void what_esmond_does_not_know_is_refused_at_once() {
    assertThatThrownBy(() -> storage.archive().series(key, "nonsense"))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> storage.archive().series("", "throughput"))
        .isInstanceOf(InvalidInputException.class);
  }
}
