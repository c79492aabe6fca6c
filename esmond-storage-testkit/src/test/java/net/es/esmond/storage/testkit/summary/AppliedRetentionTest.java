package net.es.esmond.storage.testkit.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.retention.RetentionReport;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a policy that became shorter does to what was written before. */
class AppliedRetentionTest {
  private static final Instant JANUARY = Instant.parse("2026-01-15T00:00:00Z");
  private static final RetentionPolicies THIRTY_DAYS =
      RetentionPolicies.parse(
          """
          {"policies": [
            {"event_type": "*", "summary_type": "*", "summary_window": "*", "expire": "never"},
            {"event_type": "*", "summary_type": "base", "summary_window": "0", "expire": "30"}]}
          """);

  private static final RetentionPolicies ALL_THIRTY_DAYS =
      RetentionPolicies.parse(
          """
          {"policies": [
            {"event_type": "*", "summary_type": "*", "summary_window": "*", "expire": "30"}]}
          """);

  @RegisterExtension private final Deployment deployment = new Deployment(JANUARY);

  @Test
  void whole_partitions_are_dropped_after_their_summaries_are_stored() {
    EsmondStorage before = deployment.instance();
    String key = before.metadata().register(Deployment.TEST).key();
    for (int day = 0; day < 80; day++) {
      Instant time = JANUARY.plus(Duration.ofDays(day));
      deployment.clock.set(time.plusSeconds(1));
      before.archive().write(key, "throughput", time, day);
    }
    Series hours = new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, 3600);
    List<Point> summaries = new ArrayList<>(Deployment.recomputed(before, hours));
    deployment.clock.advance(Duration.ofDays(1).plusMinutes(30));
    EsmondStorage after = deployment.instance(THIRTY_DAYS);

    // It is the beginning of April: of January to April, January and February are over.
    RetentionReport counted = after.maintenance().applyRetention(true);
    assertThat(counted.dropped()).isEqualTo(2);
    assertThat(base(after, key)).hasSize(80);

    assertThat(after.maintenance().applyRetention(false)).isEqualTo(counted);
    assertThat(base(after, key))
        .hasSize(80 - 17 - 28)
        .allMatch(point -> !point.time().isBefore(Instant.parse("2026-03-01T00:00:00Z")));
    // Points of the hour in which the retention begins may have expired, for all that can be known.
    summaries.removeIf(point -> point.time().equals(Instant.parse("2026-03-06T00:00:00Z")));
    assertThat(Deployment.read(after, hours)).isEqualTo(summaries);
    assertThat(after.maintenance().applyRetention(false).dropped()).isZero();
  }

  @Test
  void nothing_is_dropped_without_policy_or_while_another_does() {
    EsmondStorage storage = deployment.instance(THIRTY_DAYS);
    String key = storage.metadata().register(Deployment.TEST).key();
    storage.archive().write(key, "throughput", JANUARY, 1);
    deployment.clock.advance(Duration.ofDays(20));

    assertThat(deployment.instance().maintenance().applyRetention(false).dropped()).isZero();

    deployment
        .store
        .leases()
        .take("retention", "another", Duration.ofMinutes(1), Deadline.after(Duration.ofSeconds(1)));
    assertThat(storage.maintenance().applyRetention(false).refused())
        .contains("another instance applies the retention policies");
    assertThat(base(storage, key)).hasSize(1);
  }

  @Test
  void a_test_is_deleted_a_grace_period_after_its_data() {
    EsmondStorage storage = deployment.instance(ALL_THIRTY_DAYS);
    String key = storage.metadata().register(Deployment.TEST).key();
    storage.archive().write(key, "throughput", JANUARY, 1);

    deployment.clock.set(JANUARY.plus(Duration.ofDays(60)));
    assertThat(base(storage, key)).isEmpty();
    assertThat(storage.maintenance().applyRetention(false).deleted()).isZero();

    deployment.clock.advance(Duration.ofSeconds(1));
    assertThat(storage.maintenance().applyRetention(true).deleted()).isEqualTo(1);
    assertThat(storage.metadata().find(key)).isPresent();
    assertThat(storage.maintenance().applyRetention(false).deleted()).isEqualTo(1);
    assertThat(storage.metadata().find(key)).isEmpty();
  }

  @Test
  void a_test_that_never_had_data_stays() {
    EsmondStorage storage = deployment.instance(ALL_THIRTY_DAYS);
    String key = storage.metadata().register(Deployment.TEST).key();
    deployment.clock.advance(Duration.ofDays(1_000));

    assertThat(storage.maintenance().applyRetention(false))
        .isEqualTo(new RetentionReport(Optional.empty(), 0, 0, 1, 0, 0));
    assertThat(storage.metadata().find(key)).isPresent();
  }

  @Test
  void a_test_stays_as_long_as_it_keeps_anything() {
    EsmondStorage before = deployment.instance();
    String key = before.metadata().register(Deployment.TEST).key();
    before.archive().write(key, "throughput", JANUARY, 1);
    deployment.clock.advance(Duration.ofDays(420));

    // Its summaries are kept for ever, hourly ones by the year, which is over.
    assertThat(deployment.instance(THIRTY_DAYS).maintenance().applyRetention(false).deleted())
        .isZero();
    // It should be empty, but a stored summary is still there in a dry run.
    EsmondStorage after = deployment.instance(ALL_THIRTY_DAYS);
    assertThat(after.maintenance().applyRetention(true).deleted()).isZero();
    assertThat(after.maintenance().applyRetention(false))
        .satisfies(report -> assertThat(report.dropped()).isPositive())
        .satisfies(report -> assertThat(report.deleted()).isEqualTo(1));
  }

  private static List<Point> base(EsmondStorage storage, String key) {
    return storage.archive().read(SeriesQuery.of(Series.base(key, EventType.THROUGHPUT))).toList();
  }
}
