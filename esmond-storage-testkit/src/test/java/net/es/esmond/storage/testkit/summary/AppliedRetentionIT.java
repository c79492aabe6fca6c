package net.es.esmond.storage.testkit.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.retention.RetentionReport;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.testkit.cassandra.SharedRing;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import org.junit.jupiter.api.Test;

/** What a policy that became shorter does to real partitions that were written before. */
class AppliedRetentionIT {
  private static final Instant NOW = Instant.now();
  private static final Instant START = NOW.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(100));
  private static final Instant THIRTY_DAYS_AGO = NOW.minus(Duration.ofDays(30));
  private static final RetentionPolicies THIRTY_DAYS =
      RetentionPolicies.parse(
          """
          {"policies": [
            {"event_type": "*", "summary_type": "*", "summary_window": "*", "expire": "never"},
            {"event_type": "*", "summary_type": "base", "summary_window": "0", "expire": "30"}]}
          """);

  /** Tells when a test had its last point. */
  private final ManualClock touched = new ManualClock(START);

  private final InMemoryMetadataStore metadata = new InMemoryMetadataStore(touched);

  @Test
  void months_are_dropped_after_storing_summaries_and_orphans_go() {
    String emptied;
    String kept;
    // For the others it has written three hours ago, so that nothing is under way any more.
    try (EsmondStorage earlier =
        open(Clock.offset(Clock.systemUTC(), Duration.ofHours(-3)), RetentionPolicies.NONE)) {
      emptied = register(earlier, TestData.newTest().eventType(EventType.THROUGHPUT).build());
      earlier.archive().writeAll(emptied, "throughput", daily(1));
      touched.set(NOW);
      kept = register(earlier, Deployment.TEST);
      earlier.archive().writeAll(kept, "throughput", daily(100));
    }
    Series hours = new Series(kept, EventType.THROUGHPUT, SummaryType.AVERAGE, 3600);
    long partitionsOver = partitionsOver();
    try (EsmondStorage storage = open(Clock.systemUTC(), THIRTY_DAYS)) {
      List<Point> summaries = Deployment.recomputed(storage, hours);
      assertThat(summaries).hasSize(100);

      RetentionReport counted = storage.maintenance().applyRetention(true);
      assertThat(counted.failures()).isZero();
      assertThat(counted.dropped()).isEqualTo(partitionsOver + 1);
      assertThat(counted.deleted()).as("its point is still there").isZero();
      assertThat(base(storage, kept)).isEqualTo(daily(100));
      assertThat(base(storage, emptied)).hasSize(1);

      RetentionReport applied = storage.maintenance().applyRetention(false);
      assertThat(applied.failures()).isZero();
      assertThat(applied.dropped()).isEqualTo(counted.dropped());
      assertThat(applied.deleted()).isEqualTo(1);
      assertThat(base(storage, kept))
          .isEqualTo(daily(100).stream().filter(point -> !isOver(point)).toList());
      assertThat(Deployment.read(storage, hours))
          .as("stored before")
          .filteredOn(AppliedRetentionIT::isCertain)
          .isEqualTo(summaries.stream().filter(AppliedRetentionIT::isCertain).toList());
      assertThat(storage.metadata().find(emptied)).isEmpty();
      assertThat(storage.metadata().find(kept)).isPresent();

      assertThat(storage.maintenance().applyRetention(false).dropped()).as("again").isZero();
    }
  }

  private static String register(EsmondStorage storage, Registration test) {
    return storage.metadata().register(test).key();
  }

  private static List<Point> base(EsmondStorage storage, String key) {
    return storage.archive().read(SeriesQuery.of(Series.base(key, EventType.THROUGHPUT))).toList();
  }

  private static List<Point> daily(int days) {
    List<Point> points = new ArrayList<>();
    for (int day = 0; day < days; day++) {
      points.add(new Point(START.plus(Duration.ofDays(day)), new IntegerValue(day)));
    }
    return points;
  }

  private static long partitionsOver() {
    return daily(100).stream()
        .filter(AppliedRetentionIT::isOver)
        .map(AppliedRetentionIT::partition)
        .distinct()
        .count();
  }

  /** Whether all of its partition is older than the policy allows. */
  private static boolean isOver(Point point) {
    return partition(point).endMillis() <= THIRTY_DAYS_AGO.toEpochMilli();
  }

  /**
   * Whether the window of a point is known to be whole. That of the last point which outlived its
   * retention is not, nor are those in which points expire while the test runs. A point is known to
   * have outlived its retention ten minutes after its expiry, so in the first minutes of a day the
   * last one is that of the day before.
   */
  private static boolean isCertain(Point point) {
    return point.time().isBefore(THIRTY_DAYS_AGO.minus(Duration.ofHours(25)))
        || point.time().isAfter(THIRTY_DAYS_AGO.plus(Duration.ofHours(1)));
  }

  private static Partition partition(Point point) {
    return Partition.ofBasePoints(point.time().toEpochMilli());
  }

  private EsmondStorage open(Clock clock, RetentionPolicies policies) {
    CassandraConf cassandra =
        CassandraConf.builder()
            .servers(SharedRing.servers())
            .keyspace("applied_retention")
            .replicas(3)
            .build();
    return EsmondStorage.builder(EsmondConf.of(cassandra, SqlConf.builder().build()))
        .metadata((conf, context) -> metadata)
        .service(StorageClock.class, StorageClock.simulated(clock))
        .retention(policies)
        .withoutBackgroundMaintenance()
        .open();
  }
}
