package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.MetadataStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TouchIT {
  private static SqlDatabase database;
  private static MetadataStore store;
  private static Metadata record;

  @BeforeAll
  static void open() {
    database = SqlDatabase.create();
    store = database.open();
    record =
        SqlDatabase.await(
            store.register(
                Registration.networkElement()
                    .source("10.0.0.1")
                    .measurementAgent("10.0.0.2")
                    .toolName("t")
                    .inputSource("h")
                    .eventType(EventType.THROUGHPUT)
                    .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofHours(1))
                    .eventType(EventType.FAILURES)
                    .build(),
                SqlDatabase.soon()));
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static void touch(String key, EventType eventType) {
    SqlDatabase.await(store.touch(key, eventType, SqlDatabase.soon()));
  }

  @Test
  void a_stamp_moves_forward_even_from_the_future() throws Exception {
    Instant future = Instant.parse("2100-01-01T00:00:00.000001Z");
    Metadata other =
        SqlDatabase.await(
            store.register(
                Registration.networkElement()
                    .source("10.0.0.9")
                    .measurementAgent("10.0.0.2")
                    .toolName("t")
                    .inputSource("h")
                    .eventType(EventType.IOSTAT)
                    .build(),
                SqlDatabase.soon()));
    database.execute(
        "UPDATE ps_event_types SET time_updated = '" + future + "' WHERE event_type = 'iostat'");

    touch(other.key(), EventType.IOSTAT);

    assertThat(
            SqlDatabase.await(store.find(other.key(), SqlDatabase.soon()))
                .orElseThrow()
                .eventTypes())
        .extracting(EventTypeInfo::timeUpdated)
        .containsExactly(Optional.of(future.plusNanos(1000)));
  }

  @Test
  void what_is_not_registered_is_an_error() {
    assertThatThrownBy(() -> touch("nobody", EventType.THROUGHPUT))
        .isInstanceOf(UnknownMetadataException.class);
    assertThatThrownBy(() -> touch(record.key(), EventType.MPSTAT))
        .isInstanceOf(UnknownSeriesException.class);
  }
}
