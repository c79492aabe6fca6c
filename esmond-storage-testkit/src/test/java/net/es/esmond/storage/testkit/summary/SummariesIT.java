package net.es.esmond.storage.testkit.summary;

import static net.es.esmond.storage.downsample.AggregateFunction.COUNT;
import static net.es.esmond.storage.downsample.AggregateFunction.MAX;
import static net.es.esmond.storage.downsample.AggregateFunction.MEAN;
import static net.es.esmond.storage.downsample.AggregateFunction.MIN;
import static net.es.esmond.storage.downsample.AggregateFunction.SUM;
import static net.es.esmond.storage.downsample.AggregateFunction.percentile;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cassandra.CassandraProvider;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.downsample.Step;
import net.es.esmond.storage.downsample.Steps;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.StoredSummary;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.cassandra.SharedRing;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Summaries of every value type on real nodes: made, stored, made stale and stored again. */
class SummariesIT {
  private static final Duration DAYS = Duration.ofDays(3);
  private static final Instant START =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(DAYS).minus(Duration.ofDays(1));

  private static final InMemoryMetadataStore METADATA =
      new InMemoryMetadataStore(Clock.systemUTC());

  /** Writes with a clock that is three hours behind: for the others it wrote three hours ago. */
  private static EsmondStorage earlier;

  private static EsmondStorage now;
  private static TimeSeriesStore store;
  private static String key;

  @BeforeAll
  static void writeThreeDaysOfEveryType() {
    earlier = open(Clock.offset(Clock.systemUTC(), Duration.ofHours(-3)));
    now = open(Clock.systemUTC());
    store = new CassandraProvider().open(conf(), new StoreContext(Clock.systemUTC(), Map.of()));
    key = earlier.metadata().register(Deployment.TEST).key();
    Random random = new Random(7);
    for (EventType eventType :
        List.of(
            EventType.THROUGHPUT,
            EventType.HISTOGRAM_OWDELAY,
            EventType.PACKET_LOSS_RATE,
            EventType.TIME_ERROR_ESTIMATES)) {
      List<Point> points = new ArrayList<>();
      for (long at = 0; at < DAYS.toSeconds(); at += 60 + random.nextInt(120)) {
        points.add(new Point(START.plusSeconds(at), value(eventType, random)));
      }
      earlier.archive().writeAll(key, eventType.esmondName(), points);
    }
  }

  @AfterAll
  static void close() {
    earlier.close();
    now.close();
    store.close();
  }

  @Test
  void summaries_are_made_stored_made_stale_and_made_again() {
    for (Series summary : Deployment.summaries(key)) {
      assertThat(Deployment.read(now, summary))
          .as("%s, made", summary)
          .isNotEmpty()
          .isEqualTo(Deployment.recomputed(now, summary));
    }

    assertThat(now.maintenance().storeSummaries())
        .satisfies(report -> assertThat(report.refused()).isEmpty())
        .satisfies(report -> assertThat(report.failures()).isZero())
        .satisfies(report -> assertThat(report.windows()).isGreaterThan(2_000));

    for (Series summary : Deployment.summaries(key)) {
      assertThat(stored(summary)).as("%s", summary).isNotEmpty().allMatch(StoredSummary::holds);
      List<Point> plain = Deployment.recomputed(now, summary);
      assertThat(Deployment.read(now, summary)).as("%s, stored", summary).isEqualTo(plain);
      assertThat(now.archive().read(SeriesQuery.of(summary).newestFirst(true).limit(7).pageSize(3)))
          .as("%s, newest first", summary)
          .isEqualTo(reversed(plain).subList(0, Math.min(7, plain.size())));
    }
    assertThat(now.maintenance().storeSummaries().windows()).as("stored again").isZero();

    Instant late = START.plusSeconds(30);
    now.archive().write(key, "throughput", new Point(late, new IntegerValue(1_000_000_000_000L)));
    Series hours = new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, 3600);
    assertThat(Deployment.read(now, hours))
        .as("with a late point")
        .isEqualTo(Deployment.recomputed(now, hours));
    assertThat(stored(hours)).filteredOn(window -> !window.holds()).hasSize(1);
    now.maintenance().storeSummaries();
    assertThat(Deployment.read(now, hours))
        .as("while the late write may still take effect elsewhere")
        .isEqualTo(Deployment.recomputed(now, hours));
  }

  @Test
  void steps_are_as_recomputed_whether_nodes_or_this_process_add_up() {
    Random random = new Random(19);
    for (EventType type :
        List.of(EventType.THROUGHPUT, EventType.HISTOGRAM_OWDELAY, EventType.PACKET_LOSS_RATE)) {
      SeriesQuery all = SeriesQuery.base(key, type.esmondName()).between(START, START.plus(DAYS));
      List<Point> points = now.archive().read(all).toList();
      for (int i = 0; i < 6; i++) {
        Steps steps =
            Steps.of(Duration.ofSeconds(1_000 + random.nextInt(i % 2 == 0 ? 9_000 : 200_000)))
                .from(Instant.ofEpochSecond(random.nextInt()));
        List<AggregateFunction> functions =
            i % 3 == 0
                ? List.of(COUNT, MEAN, percentile(95))
                : type == EventType.THROUGHPUT
                    ? List.of(COUNT, SUM, MEAN, MIN, MAX)
                    : List.of(COUNT, MEAN);
        SeriesQuery query = all.newestFirst(random.nextBoolean()).pageSize(20 + random.nextInt(99));

        List<Step> expected =
            new ArrayList<>(PlainSteps.of(all.series(), steps, functions, points).values());
        assertThat(now.archive().downsample(query, steps, functions).map(PlainSteps::normal))
            .as("%s of %s in %s", functions, steps, query)
            .isEqualTo(query.newestFirst() ? reversed(expected) : expected);
      }
    }
  }

  @Test
  void points_and_summaries_are_skipped_and_counted() {
    Series hours = new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, 3600);
    for (Series series : List.of(Series.base(key, EventType.PACKET_LOSS_RATE), hours)) {
      List<Point> all = Deployment.read(now, series);
      int size = all.size();
      for (int offset : List.of(1, size / 2, size - 7, size - 3, size, size + 1)) {
        List<Point> rest = all.subList(Math.min(offset, size), size);
        SeriesQuery query = SeriesQuery.of(series).offset(offset).limit(7).pageSize(3);

        assertThat(now.archive().read(query))
            .as("%s", query)
            .isEqualTo(rest.subList(0, Math.min(7, rest.size())));
        assertThat(now.archive().readPage(query.pageSize(7)).more())
            .as("%s", query)
            .isEqualTo(rest.size() > 7);
      }
      SeriesQuery part =
          SeriesQuery.of(series).between(all.get(5).time(), all.get(size - 5).time());

      assertThat(now.archive().count(SeriesQuery.of(series))).isEqualTo(size);
      assertThat(now.archive().count(part.limit(1).offset(9))).isEqualTo(size - 9);
    }
  }

  @Test
  void points_and_summaries_live_as_long_as_their_retention() {
    RetentionPolicies policies =
        RetentionPolicies.parse(
            """
            {"policies": [
              {"event_type": "*", "summary_type": "*", "summary_window": "*", "expire": "never"},
              {"event_type": "*", "summary_type": "base", "summary_window": "0", "expire": "0"}]}
            """);
    try (EsmondStorage forgetful =
        EsmondStorage.builder(conf())
            .metadata((conf, context) -> METADATA)
            .retention(policies)
            .withoutBackgroundMaintenance()
            .open()) {
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> forgetful.archive().write(key, "throughput", Instant.now(), 1))
          .hasMessageContaining("must be within the retention");
    }
  }

  @Test
  void a_lease_has_one_holder_until_it_ends() {
    assertThat(take("a")).isTrue();
    assertThat(take("b")).isFalse();
    assertThat(take("a")).as("prolonged").isTrue();
    store.leases().release("test", "a", soon()).toCompletableFuture().join();
    assertThat(take("b")).isTrue();
    store.leases().release("test", "a", soon()).toCompletableFuture().join();
    assertThat(take("a")).as("another's lease cannot be given back").isFalse();
  }

  private static boolean take(String owner) {
    return store
        .leases()
        .take("test", owner, Duration.ofSeconds(60), soon())
        .toCompletableFuture()
        .join();
  }

  private static List<StoredSummary> stored(Series summary) {
    SeriesRead all =
        new SeriesRead(summary, Long.MIN_VALUE, Long.MAX_VALUE, false, 10_000, Optional.empty());
    return store.summaries().read(all, soon()).toCompletableFuture().join().rows().stream()
        .filter(window -> window.value().isPresent())
        .toList();
  }

  private static <T> List<T> reversed(List<T> list) {
    List<T> reversed = new ArrayList<>(list);
    Collections.reverse(reversed);
    return reversed;
  }

  private static Value value(EventType eventType, Random random) {
    long number = random.nextInt(1_000_000);
    return switch (eventType.valueType()) {
      case INTEGER -> new IntegerValue(number);
      case FLOAT -> new FloatValue(number);
      case PERCENTAGE -> new Percentage(number, number + 1);
      default -> Histogram.of(Map.of(number % 50 + ".5", number, "" + number % 40, 3L));
    };
  }

  private static EsmondConf conf() {
    return EsmondConf.of(
        CassandraConf.builder()
            .servers(SharedRing.servers())
            .keyspace("summaries")
            .replicas(3)
            .build(),
        SqlConf.builder().build());
  }

  private static EsmondStorage open(Clock clock) {
    return EsmondStorage.builder(conf())
        .metadata((conf, context) -> METADATA)
        .service(StorageClock.class, StorageClock.simulated(clock))
        .withoutBackgroundMaintenance()
        .open();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(1));
  }
}
