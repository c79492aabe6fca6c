package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.MetadataQueryBuilder;
import net.es.esmond.storage.metadata.TimeUpdated;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.LastUpdated;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** The contract of {@link LastUpdated}, and of searches by that time, as tests. */
public abstract class LastUpdatedContract extends RecordsContract {
  /** For subclasses. */
  protected LastUpdatedContract() {}

  private void touch(String key, EventType eventType) {
    await(store().touch(key, eventType, soon()));
  }

  private List<Optional<Instant>> times(String key, String eventType) {
    return find(key).orElseThrow().eventTypes().stream()
        .filter(info -> info.eventType().equals(eventType))
        .map(EventTypeInfo::timeUpdated)
        .toList();
  }

  private Instant touched(String key, Instant after) {
    touch(key, EventType.THROUGHPUT);
    eventually()
        .until(
            () ->
                times(key, "throughput").stream()
                    .allMatch(time -> time.filter(moved -> moved.isAfter(after)).isPresent()));
    return times(key, "throughput").get(0).orElseThrow();
  }

  @Test
  void a_touch_moves_only_the_event_type_and_its_summaries() {
    String key = register(throughputTest(unique())).key();
    assertThat(times(key, "throughput")).hasSize(3).containsOnly(Optional.empty());
    touch(key, EventType.THROUGHPUT);

    eventually()
        .untilAsserted(
            () ->
                assertThat(times(key, "throughput"))
                    .hasSize(3)
                    .allSatisfy(
                        time ->
                            assertThat(time)
                                .get(InstanceOfAssertFactories.INSTANT)
                                .isCloseTo(Instant.now(), within(5, ChronoUnit.MINUTES))));
    assertThat(times(key, "failures")).containsExactly(Optional.empty());
  }

  @Test
  void a_touch_at_once_is_written_when_it_completes() {
    String key = register(throughputTest(unique())).key();
    LastUpdated atOnce = store().lastUpdatedAtOnce(key, EventType.THROUGHPUT);

    for (int i = 0; i < 3; i++) {
      Optional<Instant> before = times(key, "throughput").get(0);
      await(atOnce.touch(soon()));
      assertThat(times(key, "throughput").get(0).orElseThrow())
          .isAfter(before.orElse(Instant.EPOCH));
    }
  }

  @Test
  void a_search_by_time_finds_what_was_touched_just_now() {
    for (int i = 0; i < 3; i++) {
      String tool = unique();
      String key = register(throughputTest(tool)).key();
      MetadataQueryBuilder query =
          MetadataQuery.builder()
              .toolName(tool)
              .updatedSince(Instant.now().minus(1, ChronoUnit.HOURS));

      touch(key, EventType.THROUGHPUT);

      assertThat(keys(query)).containsExactly(key);
      assertThat(await(store().count(query.build(), soon()))).isEqualTo(1);
    }
  }

  @Test
  void each_touch_moves_it_forward() {
    String key = register(throughputTest(unique())).key();
    Instant first = touched(key, Instant.EPOCH);
    Instant second = touched(key, first);

    assertThat(touched(key, second)).isAfter(second);
  }

  @Test
  void many_threads_may_touch_the_same() throws Exception {
    String key = register(throughputTest(unique())).key();
    LastUpdated lastUpdated = store().lastUpdated(key, EventType.THROUGHPUT);
    inManyThreads(() -> await(lastUpdated.touch(soon())) == null);

    eventually().until(() -> times(key, "throughput").get(0).isPresent());
  }

  @Test
  void what_is_not_registered_is_not_touched() {
    Metadata record = register(throughputTest(unique()));
    touchIfKnown(record.key(), EventType.MPSTAT);
    touchIfKnown(unique(), EventType.THROUGHPUT);

    assertThat(find(record.key())).contains(record);
  }

  /** A store that writes touches later has nothing to complain about yet. */
  private void touchIfKnown(String key, EventType eventType) {
    try {
      touch(key, eventType);
    } catch (UnknownMetadataException | UnknownSeriesException e) {
      assertThat(e).hasMessageContaining(key);
    }
  }

  @Test
  void records_are_found_by_the_time_of_their_last_touch() {
    String tool = unique();
    String key = register(throughputTest(tool)).key();
    register(throughputTest(tool).parameter("never", "touched"));
    Instant time = touched(key, Instant.EPOCH);

    MetadataQuery exactly =
        MetadataQuery.builder()
            .toolName(tool)
            .timeUpdated(new TimeUpdated(time, Optional.of(time)))
            .build();
    assertThat(keys(find(exactly).records())).containsExactly(key);
    assertThat(keys(MetadataQuery.builder().toolName(tool).updatedSince(time)))
        .containsExactly(key);
    assertThat(keys(MetadataQuery.builder().toolName(tool).updatedSince(time.plusSeconds(1))))
        .isEmpty();
    assertThat(
            keys(MetadataQuery.builder().toolName(tool).eventType("failures").updatedSince(time)))
        .isEmpty();
  }
}
