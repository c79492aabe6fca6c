package net.es.esmond.storage.testkit.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.retention.RetentionReport;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.ServerTime;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.testkit.memory.ForwardingTimeSeriesStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts whose clocks are wrong, and servers whose clocks disagree. */
class ClocksTest {
  private static final Instant START = Instant.parse("2026-03-10T00:00:00Z");
  private static final RetentionPolicies TWO_YEARS =
      RetentionPolicies.parse(
          """
          {"policies": [
            {"event_type": "*", "summary_type": "*", "summary_window": "*", "expire": "730"},
            {"event_type": "*", "summary_type": "base", "summary_window": "0", "expire": "30"}]}
          """);

  @RegisterExtension private final Deployment deployment = new Deployment(START);
  private final EsmondStorage right = deployment.host(deployment.clock, RetentionPolicies.NONE);
  private final String key = right.metadata().register(Deployment.TEST).key();
  private final Series base = Series.base(key, EventType.THROUGHPUT);
  private final Series hours = new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, 3600);

  static IntStream secondsAhead() {
    return IntStream.of(
        -400 * 86_400, -85 * 60, -35 * 60, -15, 0, 15, 35 * 60, 85 * 60, 400 * 86_400);
  }

  private EsmondStorage wrong(int secondsAhead, RetentionPolicies policies) {
    Clock hosts = Clock.offset(deployment.clock, Duration.ofSeconds(secondsAhead));
    return deployment.host(hosts, policies);
  }

  @ParameterizedTest
  @MethodSource("secondsAhead")
  void a_late_point_is_summarised_whatever_its_writers_clock(int ahead) {
    right.archive().write(key, "throughput", START, 100);
    right.archive().write(key, "throughput", START.plusSeconds(60), 100);
    deployment.clock.set(START.plus(Duration.ofHours(2)).plusSeconds(11));
    assertThat(right.maintenance().storeSummaries().windows()).isPositive();

    wrong(ahead, RetentionPolicies.NONE)
        .archive()
        .write(key, "throughput", START.plusSeconds(120), 700);

    Average three = new Average(900, 3, 1000);
    assertThat(Deployment.read(right, hours)).containsExactly(new Point(START, three));
    deployment.clock.advance(Duration.ofHours(1));
    assertThat(right.maintenance().storeSummaries().windows()).isPositive();
    assertThat(Deployment.read(right, hours)).containsExactly(new Point(START, three));
  }

  @ParameterizedTest
  @MethodSource("secondsAhead")
  void a_point_of_a_test_registered_again_stays(int ahead) {
    EsmondStorage client = wrong(ahead, RetentionPolicies.NONE);
    right.archive().write(key, "throughput", START, 1);
    deployment.clock.advance(Duration.ofMinutes(1));
    right.metadata().delete(key);
    right.metadata().register(Deployment.TEST);
    Point acknowledged = new Point(START.plusSeconds(30), new IntegerValue(2));
    client.archive().write(key, "throughput", acknowledged);

    deployment.clock.advance(Duration.ofHours(3));
    assertThat(right.maintenance().deleteData().tests()).isEqualTo(1);

    assertThat(right.archive().read(SeriesQuery.of(base))).containsExactly(acknowledged);
  }

  @ParameterizedTest
  @MethodSource("secondsAhead")
  void retention_and_sweeps_go_by_the_servers_time(int ahead) {
    right.archive().write(key, "throughput", START, 1);
    deployment.clock.set(START.plus(Duration.ofDays(20)));
    EsmondStorage storage = wrong(ahead, TWO_YEARS);

    assertThat(storage.maintenance().storeSummaries().refused()).isEmpty();
    RetentionReport report = storage.maintenance().applyRetention(false);

    assertThat(report.refused()).isEmpty();
    assertThat(report.dropped()).isZero();
    assertThat(report.deleted()).isZero();
    assertThat(right.metadata().find(key)).isPresent();
    assertThat(Deployment.read(right, hours)).hasSize(1);

    // The end of April: all of March is over, but its summaries are not.
    deployment.clock.set(Instant.parse("2026-05-01T00:00:01Z"));
    assertThat(storage.maintenance().applyRetention(false).dropped()).isEqualTo(1);
    assertThat(Deployment.read(right, hours)).hasSize(1);
    assertThat(storage.clock().instant())
        .isCloseTo(deployment.clock.instant(), within(1, ChronoUnit.SECONDS));
    assertThat(storage.clocks().warnings()).hasSize(Math.abs(ahead) > 5 ? 1 : 0);
  }

  @Test
  void summaries_are_right_while_clocks_of_hosts_jump() {
    Random random = new Random(20_261_129);
    ManualClock hosts = new ManualClock(START);
    EsmondStorage jumping = deployment.host(hosts, RetentionPolicies.NONE);
    for (int step = 0; step < 400; step++) {
      hosts.set(
          deployment.clock.instant().plusSeconds(random.nextInt(800 * 86_400) - 400 * 86_400));
      EsmondStorage writer = random.nextBoolean() ? jumping : right;
      switch (random.nextInt(8)) {
        case 0 -> writer.maintenance().storeSummaries();
        case 1, 2 -> deployment.clock.advance(Duration.ofMinutes(random.nextInt(40)));
        default -> {
          long late = random.nextInt(4 * 3600);
          Instant time = deployment.clock.instant().minusSeconds(late);
          writer
              .archive()
              .overwriting()
              .write(key, "throughput", new Point(time, new IntegerValue(random.nextInt(1000))));
        }
      }
      assertThat(Deployment.read(right, hours))
          .as("step %d", step)
          .isEqualTo(Deployment.recomputed(right, hours));
    }
    deployment.clock.advance(Duration.ofDays(1));
    assertThat(jumping.maintenance().storeSummaries().refused()).isEmpty();
    assertThat(Deployment.read(right, hours)).isEqualTo(Deployment.recomputed(right, hours));
  }

  /** A ring of three nodes on one store; the clock of one is wrong. */
  private final class Ring extends ForwardingTimeSeriesStore {
    private volatile Duration ahead;

    Ring(Duration ahead) {
      super(deployment.store);
      this.ahead = ahead;
    }

    @Override
    public CompletionStage<List<ServerTime>> serverTimes(Deadline deadline) {
      Instant now = deployment.clock.instant();
      long nanos = System.nanoTime();
      return CompletableFuture.completedFuture(
          List.of(
              new ServerTime("node 1", now, nanos, nanos),
              new ServerTime("node 2", now.plus(ahead), nanos, nanos),
              new ServerTime("node 3", now, nanos, nanos)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void one_node_an_hour_off_stops_sweeps_and_moves_no_stamp(int ahead) {
    right.archive().write(key, "throughput", START, 100);
    deployment.clock.set(START.plus(Duration.ofHours(2)).plusSeconds(11));
    right.maintenance().storeSummaries();
    Ring ring = new Ring(Duration.ofHours(ahead));
    EsmondStorage storage = deployment.host(deployment.clock, RetentionPolicies.NONE, ring);

    storage.archive().write(key, "throughput", START.plusSeconds(1), 300);

    assertThat(storage.clock().instant())
        .isCloseTo(deployment.clock.instant(), within(1, ChronoUnit.SECONDS));
    assertThat(storage.maintenance().storeSummaries().refused())
        .hasValueSatisfying(reason -> assertThat(reason).contains("node 2 by PT"));
    assertThat(storage.clocks().wrong()).containsOnlyKeys("node 2");
    assertThat(Deployment.read(right, hours))
        .containsExactly(new Point(START, new Average(400, 2, 1000)));

    ring.ahead = Duration.ZERO;
    deployment.clock.advance(Duration.ofHours(1));
    assertThat(storage.maintenance().storeSummaries().windows()).isPositive();
    assertThat(Deployment.read(right, hours))
        .containsExactly(new Point(START, new Average(400, 2, 1000)));
  }

  @Test
  void while_servers_disagree_only_writes_go_on() {
    right.archive().write(key, "throughput", START, 1);
    right.archive().write(key, "throughput", START.minus(Duration.ofDays(90)), 1);
    right
        .metadata()
        .delete(
            right
                .metadata()
                .register(TestData.newTest().eventType(EventType.THROUGHPUT).build())
                .key());
    deployment.clock.set(START.plus(Duration.ofDays(1)));
    deployment.metadataAhead(Duration.ofSeconds(-3600));
    EsmondStorage storage = deployment.host(deployment.clock, TWO_YEARS);

    List<Optional<String>> refusals =
        List.of(
            storage.maintenance().storeSummaries().refused(),
            storage.maintenance().applyRetention(false).refused(),
            storage.maintenance().deleteData().refused());

    assertThat(refusals)
        .allSatisfy(
            refusal ->
                assertThat(refusal)
                    .hasValueSatisfying(
                        reason -> assertThat(reason).contains("metadata in memory by PT-1H")));
    assertThat(storage.clocks().problem()).isPresent();
    storage.archive().write(key, "throughput", START.plusSeconds(1), 2);
    assertThat(storage.archive().read(SeriesQuery.of(base))).hasSizeGreaterThan(1);

    deployment.metadataAhead(Duration.ZERO);
    EsmondStorage later = deployment.host(deployment.clock, TWO_YEARS);
    assertThat(later.maintenance().storeSummaries().windows()).isPositive();
    assertThat(later.maintenance().applyRetention(false).dropped()).isPositive();
    assertThat(later.maintenance().deleteData().tests()).isEqualTo(1);
  }

  @Test
  void replacing_a_value_from_the_future_keeps_its_time_to_live() {
    EsmondStorage ahead = deployment.instance(Duration.ofDays(20), TWO_YEARS, deployment.store);
    ahead.archive().write(key, "throughput", START, 1);
    EsmondStorage storage = deployment.host(deployment.clock, TWO_YEARS);

    storage.archive().overwriting().write(key, "throughput", START, 2);

    deployment.clock.set(START.plus(Duration.ofDays(29)));
    assertThat(right.archive().read(SeriesQuery.of(base)))
        .containsExactly(new Point(START, new IntegerValue(2)));
  }
}
