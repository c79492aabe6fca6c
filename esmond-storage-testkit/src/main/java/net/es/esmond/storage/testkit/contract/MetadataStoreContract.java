package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.MetadataStore;
import org.junit.jupiter.api.Test;

/** The contract of a {@link MetadataStore} for callers that register tests, as tests. */
public abstract class MetadataStoreContract extends RecordsContract {

  /** For subclasses. */
  protected MetadataStoreContract() {}

  @Test
  void a_registration_becomes_a_record_with_all_of_it() {
    Registration registration = throughputTest(unique()).build();

    Metadata record = register(registration);

    assertThat(record.key()).isEqualTo(registration.newKey());
    assertThat(record.checksum()).isEqualTo(registration.checksum());
    assertThat(record.subject()).isEqualTo(registration.subject());
    assertThat(record.eventTypes()).containsExactlyInAnyOrderElementsOf(registration.eventTypes());
    assertThat(record.parameters()).isEqualTo(registration.parameters());
    assertThat(find(record.key())).contains(record);
    assertThat(await(store().findCached(record.key(), soon()))).contains(record);
  }

  @Test
  void event_types_come_in_esmonds_order_and_not_as_registered() {
    Metadata record =
        register(
            element(unique())
                .eventType(EventType.THROUGHPUT)
                .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1))
                .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofHours(1))
                .summary(EventType.THROUGHPUT, SummaryType.AGGREGATION, Duration.ofDays(2))
                .eventType(EventType.FAILURES));

    for (Metadata found : List.of(record, find(record.key()).orElseThrow())) {
      assertThat(found.eventTypes())
          .extracting(
              info -> info.eventType() + " " + info.summaryType() + " " + info.windowSeconds())
          .containsExactly(
              "failures base 0",
              "throughput aggregation 172800",
              "throughput average 3600",
              "throughput average 86400",
              "throughput base 0");
    }
  }

  @Test
  void a_network_element_is_kept_as_such() {
    Registration registration = element(unique()).eventType(EventType.FAILURES).build();

    assertThat(register(registration).subject()).isEqualTo(registration.subject());
    assertThat(find(registration.newKey()).orElseThrow().subject())
        .isEqualTo(registration.subject());
  }

  /** A record of another archive, which drew its key and has written to it. */
  private static Metadata ofAnotherArchive(Registration registration) {
    Metadata made = registration.newRecord();
    Instant time = Instant.parse("2019-03-04T05:06:07.000008Z");
    return new Metadata(
        unique(),
        made.checksum(),
        made.subject(),
        made.eventTypes().stream()
            .map(
                info ->
                    new EventTypeInfo(
                        info.eventType(),
                        info.summaryType(),
                        info.windowSeconds(),
                        info.summaryType() == SummaryType.BASE
                            ? Optional.of(time)
                            : Optional.empty()))
            .toList(),
        made.parameters());
  }

  @Test
  void a_record_is_taken_over_with_its_key_and_times() {
    Registration registration = throughputTest(unique()).build();
    Metadata given = ofAnotherArchive(registration);

    Metadata adopted = await(store().adopt(given, soon()));

    assertThat(adopted).isEqualTo(given);
    assertThat(find(given.key())).contains(given);
    assertThat(register(registration)).isEqualTo(given);
    assertThat(find(registration.newKey())).isEmpty();
  }

  @Test
  void a_record_that_is_there_is_taken_over_as_it_is() {
    Registration registration = throughputTest(unique()).build();
    Metadata there = register(registration);
    Metadata sameKey =
        new Metadata(
            there.key(),
            ofAnotherArchive(throughputTest(unique()).build()).checksum(),
            there.subject(),
            List.of(),
            there.parameters());

    assertThat(await(store().adopt(ofAnotherArchive(registration), soon()))).isEqualTo(there);
    assertThat(await(store().adopt(sameKey, soon()))).isEqualTo(there);
    assertThat(find(there.key())).contains(there);
  }

  @Test
  void registering_again_gives_the_same_record() {
    Registration registration = throughputTest(unique()).build();
    Metadata record = register(registration);

    assertThat(register(registration)).isEqualTo(record);
    assertThat(register(element(unique()))).isNotEqualTo(record);
  }

  @Test
  void many_threads_with_one_registration_get_one_record() throws Exception {
    for (int round = 0; round < 10; round++) {
      String tool = unique();
      Registration registration = throughputTest(tool).build();

      List<Metadata> records = inManyThreads(() -> register(registration));

      assertThat(records).containsOnly(records.get(0));
      assertThat(keys(MetadataQuery.builder().toolName(tool)))
          .containsExactly(registration.newKey());
    }
  }

  @Test
  void any_text_is_kept_as_it_is() {
    String text = unique() + "'; DROP TABLE ps_metadata; -- \\ \" {a,b} $1 ? %s \n Straße 😀";

    Metadata record = register(path(text).inputSource(text).parameter(text, text));

    Metadata found = find(record.key()).orElseThrow();
    assertThat(found.subject().toolName()).isEqualTo(text);
    assertThat(found.subject().inputSource()).isEqualTo(text);
    assertThat(found.parameters()).containsEntry(text, text);
  }

  @Test
  void what_was_never_registered_is_not_found() {
    for (String key :
        List.of(unique(), "", "'; DROP TABLE ps_metadata; --", "\u20ac", "a\0b", "a\ud800b")) {
      assertThat(find(key)).isEmpty();
      assertThat(await(store().findCached(key, soon()))).isEmpty();
      assertThat(await(store().delete(key, soon()))).isEmpty();
    }
  }

  @Test
  void another_instance_finds_it() {
    Metadata record = register(throughputTest(unique()));
    try (MetadataStore other = open()) {
      assertThat(await(other.find(record.key(), soon()))).contains(record);
    }
  }

  @Test
  void no_call_outlives_its_deadline() {
    Registration registration = throughputTest(unique()).build();

    endsWithoutTime(deadline -> store().register(registration, deadline));
    endsWithoutTime(deadline -> store().find(unique(), deadline));
    endsWithoutTime(deadline -> store().find(MetadataQuery.builder().build(), deadline));
    endsWithoutTime(deadline -> store().count(MetadataQuery.builder().build(), deadline));
    endsWithoutTime(deadline -> store().delete(unique(), deadline));
    endsWithoutTime(deadline -> store().dueDeletions(10, deadline));
    endsWithoutTime(deadline -> store().serverTimes(deadline));
    endsWithoutTime(deadline -> store().access().keys(deadline));
  }

  @Test
  void its_server_tells_the_time() {
    assertThat(await(store().serverTimes(soon())))
        .isNotEmpty()
        .allMatch(time -> !time.server().isBlank())
        .allSatisfy(
            time ->
                assertThat(time.at(System.nanoTime()))
                    .isCloseTo(Instant.now(), within(30, ChronoUnit.SECONDS)));
  }

  @Test
  void an_upgrade_may_be_repeated() {
    await(store().upgrade(soon()));
    await(store().upgrade(soon()));
  }

  @Test
  void it_may_be_closed_twice() {
    MetadataStore other = open();
    other.close();
    other.close();
  }
}
