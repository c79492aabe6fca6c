package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that callers send and no store can have, and addresses in either notation. */
class OddTextTest {
  private final EsmondStorage storage =
      EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
          .withoutBackgroundMaintenance()
          .timeSeries((conf, context) -> new InMemoryTimeSeriesStore(Clock.systemUTC()))
          .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
          .open();

  @AfterEach
  void close() {
    storage.close();
  }

  private String register(String source) {
    return storage
        .metadata()
        .register(
            Registration.networkElement()
                .source(source)
                .measurementAgent("198.51.100.1")
                .toolName("snmp")
                .inputSource("router")
                .eventType(EventType.THROUGHPUT)
                .build())
        .key();
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.9", "::ffff:192.0.2.9", "::FFFF:c000:209"})
  void an_address_is_found_in_either_notation(String searched) {
    String mapped = register("::ffff:192.0.2.9");
    String plain = register("192.0.2.9");
    register("192.0.2.8");

    MetadataQuery query = MetadataQuery.builder().source(searched).limit(1).build();

    assertThat(storage.metadata().findAll(query).map(Metadata::key))
        .containsExactlyInAnyOrder(mapped, plain);
    assertThat(storage.metadata().count(query)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "a\0b", "a\ud800b", "\udc00"})
  void text_that_no_store_can_have_is_refused_or_not_found(String text) {
    assertThat(storage.metadata().find(text)).isEmpty();
    assertThat(storage.metadata().delete(text)).isFalse();
    assertThat(storage.access().userOf(new Secret(text))).isEmpty();
    for (Runnable call :
        List.<Runnable>of(
            () -> storage.metadata().findPage(MetadataQuery.builder().toolName(text).build()),
            () -> storage.archive().readPage(SeriesQuery.base(text, "throughput")),
            () -> storage.archive().write(text, "throughput", Instant.now(), 1),
            () -> storage.access().createKey(text),
            () -> storage.access().deleteKey(text))) {
      assertThatThrownBy(call::run).isInstanceOf(InvalidInputException.class);
    }
  }
}
