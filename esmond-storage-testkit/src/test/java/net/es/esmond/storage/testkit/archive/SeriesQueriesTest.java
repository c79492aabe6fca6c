package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.testkit.memory.ForwardingTimeSeriesStore;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Offsets, limits and counts of points, as esmond's clients ask for them. */
class SeriesQueriesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant FIRST = Instant.parse("2025-12-30T00:00:00Z");
  private static final int POINTS = 100;
  private static final Duration STEP = Duration.ofHours(7);

  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final Counting store = new Counting(new InMemoryTimeSeriesStore(clock));
  private final EsmondStorage storage =
      EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
          .withoutBackgroundMaintenance()
          .timeSeries((conf, context) -> store)
          .metadata((conf, context) -> new InMemoryMetadataStore(clock))
          .open();
  private Series base;
  private Series daily;

  /** Counts the rows of answers. A slow one answers ten times when half of the call is over. */
  private static final class Counting extends ForwardingTimeSeriesStore {
    private long points;
    private long times;
    private boolean slow;

    Counting(InMemoryTimeSeriesStore store) {
      super(store);
    }

    @Override
    public CompletionStage<Rows<StoredPoint>> read(SeriesRead read, Deadline deadline) {
      return super.read(read, deadline).whenComplete((page, error) -> points += page.rows().size());
    }

    @Override
    public CompletionStage<Rows<Long>> times(SeriesRead read, Deadline deadline) {
      SeriesRead asked = read;
      if (slow) {
        asked =
            new SeriesRead(
                read.series(),
                read.fromMillis(),
                read.toMillis(),
                read.newestFirst(),
                Math.min(10, read.limit()),
                read.level());
        await().until(() -> deadline.remaining().multipliedBy(2).compareTo(deadline.budget()) < 0);
      }
      return super.times(asked, deadline)
          .whenComplete((page, error) -> times += page.rows().size());
    }
  }

  @BeforeEach
  void writePointsOfThreeMonths() {
    Metadata test =
        storage
            .metadata()
            .register(
                Registration.networkElement()
                    .source("198.51.100.1")
                    .measurementAgent("198.51.100.1")
                    .toolName("snmp")
                    .inputSource("router")
                    .eventType(EventType.THROUGHPUT)
                    .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1))
                    .build());
    base = Series.base(test.key(), EventType.THROUGHPUT);
    daily = new Series(test.key(), EventType.THROUGHPUT, SummaryType.AVERAGE, 86_400);
    storage
        .archive()
        .writeAll(
            test.key(),
            "throughput",
            LongStream.range(0, POINTS)
                .mapToObj(i -> new Point(FIRST.plus(STEP.multipliedBy(i)), new IntegerValue(i)))
                .toList());
    store.points = 0;
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void any_offset_limit_and_order_give_a_part_of_all_points() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (Series series : List.of(base, daily)) {
      List<Point> all = storage.archive().read(SeriesQuery.of(series)).toList();
      for (int i = 0; i < 300; i++) {
        int from = random.nextInt(all.size());
        int to = from + random.nextInt(all.size() - from);
        boolean newestFirst = random.nextBoolean();
        int offset = random.nextInt(all.size() + 2);
        int limit = 1 + random.nextInt(all.size());
        SeriesQuery query =
            SeriesQuery.of(series)
                .between(all.get(from).time(), all.get(to).time())
                .newestFirst(newestFirst)
                .offset(offset)
                .limit(limit)
                .pageSize(1 + random.nextInt(all.size()));

        List<Point> expected = new ArrayList<>(all.subList(from, to + 1));
        if (newestFirst) {
          Collections.reverse(expected);
        }
        int size = expected.size();
        int start = Math.min(offset, size);
        int end = Math.min(start + limit, size);
        expected = expected.subList(start, end);

        List<Point> read = new ArrayList<>();
        Page page = storage.archive().readPage(query);
        read.addAll(page.points());
        while (page.next().isPresent()) {
          assertThat(page.next().get().offset()).as("seed %s: %s", seed, query).isZero();
          page = storage.archive().readPage(page.next().get());
          read.addAll(page.points());
        }
        assertThat(read).as("seed %s: %s", seed, query).isEqualTo(expected);
        assertThat(page.more()).as("seed %s: %s", seed, query).isEqualTo(end < size);
        assertThat(storage.archive().read(query)).isEqualTo(expected);
        assertThat(storage.archive().count(query)).as("seed %s: %s", seed, query).isEqualTo(size);
      }
    }
  }

  @Test
  void skipped_points_are_passed_over_once_and_never_read() {
    SeriesQuery query = SeriesQuery.of(base).offset(90).pageSize(4);

    assertThat(storage.archive().read(query).map(point -> point.value()))
        .containsExactlyElementsOf(LongStream.range(90, 100).mapToObj(IntegerValue::new).toList());
    assertThat(store.times).isEqualTo(90);
    assertThat(store.points).isEqualTo(10);
  }

  @Test
  void a_count_reads_no_values() {
    assertThat(storage.archive().count(SeriesQuery.of(base))).isEqualTo(100);
    assertThat(storage.archive().countAsync(SeriesQuery.of(base).limit(3).offset(200)))
        .succeedsWithin(Duration.ofMinutes(1))
        .isEqualTo(100L);
    assertThat(store.points).isZero();
    assertThatThrownBy(
            () -> storage.archive().count(SeriesQuery.base(base.metadataKey(), "failures")))
        .isInstanceOf(UnknownSeriesException.class);
  }

  @Test
  void a_page_says_whether_more_follow_its_limit() {
    SeriesQuery all = SeriesQuery.of(base);

    assertThat(storage.archive().readPage(all.limit(99)).more()).isTrue();
    assertThat(storage.archive().readPage(all.limit(99)).next()).isEmpty();
    assertThat(storage.archive().readPage(all.limit(100)).more()).isFalse();
    assertThat(storage.archive().readPage(all.limit(100).offset(1)).more()).isFalse();
    assertThat(storage.archive().readPage(all.limit(98).offset(1)).more()).isTrue();
    assertThat(storage.archive().readPage(all.pageSize(50)).more()).isTrue();
    assertThat(storage.archive().readPage(all).more()).isFalse();
    assertThat(storage.archive().readPage(all.between(NOW, Instant.MAX)).more()).isFalse();
  }

  @Test
  void skipping_that_takes_long_goes_on_with_the_next_page() {
    store.slow = true;
    SeriesQuery query = SeriesQuery.of(base).offset(99).limit(1);

    Page page = storage.archive().withTimeout(Duration.ofSeconds(1)).readPage(query);
    store.slow = false;

    assertThat(page.points()).isEmpty();
    assertThat(page.more()).isTrue();
    assertThat(page.next().map(SeriesQuery::offset)).hasValue(89L);
    assertThat(storage.archive().read(page.next().orElseThrow()).map(Point::value))
        .containsExactly(new IntegerValue(99));
  }

  @Test
  void a_token_keeps_the_offset_for_another_process() {
    SeriesQuery query = SeriesQuery.of(base).offset(97);

    assertThat(storage.archive().read(SeriesQuery.ofToken(query.token()))).hasSize(3);
  }

  @Test
  void the_parameters_of_esmonds_client_give_its_pages() {
    Map<String, String> parameters =
        Map.of(
            "time-start", String.valueOf(FIRST.getEpochSecond()),
            "time-end", String.valueOf(FIRST.plus(STEP.multipliedBy(20)).getEpochSecond()),
            "limit", "8",
            "offset", "16",
            "format", "json");

    Page page = storage.archive().readPage(SeriesQuery.parse(base, parameters, storage.clock()));

    assertThat(page.points()).hasSize(5);
    assertThat(page.points().get(0).time()).isEqualTo(FIRST.plus(STEP.multipliedBy(16)));
    assertThat(page.more()).isFalse();
  }

  @Test
  void a_range_of_seconds_reaches_back_from_now() {
    storage.archive().write(base.metadataKey(), "throughput", NOW.minusSeconds(599), 7);

    assertThat(
            storage
                .archive()
                .read(SeriesQuery.parse(base, Map.of("time-range", "600"), storage.clock())))
        .hasSize(1);
  }

  @Test
  void a_page_of_records_ends_at_its_limit_and_all_records_do_not() {
    for (int i = 0; i < 4; i++) {
      storage
          .metadata()
          .register(
              Registration.networkElement()
                  .source("198.51.100.1")
                  .measurementAgent("198.51.100.1")
                  .toolName("snmp")
                  .inputSource("router")
                  .parameter("number", String.valueOf(i))
                  .eventType(EventType.THROUGHPUT)
                  .build());
    }
    MetadataQuery two = MetadataQuery.builder().limit(2).offset(1).build();

    assertThat(storage.metadata().findPage(two).records()).hasSize(2);
    assertThat(storage.metadata().findPage(two).next()).isPresent();
    assertThat(storage.metadata().findAll(two)).hasSize(4);
    assertThat(storage.metadata().count(two)).isEqualTo(5);
    assertThat(
            storage.metadata().findPage(MetadataQuery.builder().limit(2).offset(3).build()).next())
        .isEqualTo(Optional.empty());
  }
}
