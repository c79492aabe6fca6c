package net.es.esmond.storage.testkit.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.StoredSummary;
import net.es.esmond.storage.testkit.summary.FaultyStore.Fate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When summaries are stored, and what makes a stored one obsolete. */
class SummaryStoringTest {
  private static final Instant START = Instant.parse("2026-03-10T10:00:00Z");
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final Duration SETTLED = WINDOW.plus(Duration.ofMinutes(61));

  @RegisterExtension private final Deployment deployment = new Deployment(START);
  private final EsmondStorage storage = deployment.instance();
  private String key;
  private Series average;

  @BeforeEach
  void writeTwoPointsInOneWindow() {
    key = storage.metadata().register(Deployment.TEST).key();
    average = new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, 300);
    storage.archive().write(key, "throughput", START, 10);
    storage.archive().write(key, "throughput", START.plusSeconds(60), 20);
  }

  @Test
  void a_window_is_stored_no_sooner_than_it_closes() {
    deployment.clock.set(START.plus(WINDOW).plus(Duration.ofMinutes(59)));
    storage.maintenance().storeSummaries();
    assertThat(stored()).isEmpty();

    deployment.clock.set(START.plus(SETTLED));
    assertThat(storage.maintenance().storeSummaries().windows()).isEqualTo(1);

    assertThat(stored())
        .singleElement()
        .satisfies(
            window -> {
              assertThat(window.holds()).isTrue();
              assertThat(window.points()).isEqualTo(2);
              assertThat(window.asOfMicros())
                  .isLessThanOrEqualTo(micros(deployment.clock.instant().minusSeconds(10)));
            });
  }

  @Test
  void what_is_stored_is_read_and_the_base_is_not() {
    storeTheWindow();
    dropBase();

    assertThat(read()).containsExactly(average(30, 2));
  }

  @Test
  void a_late_point_counts_at_once_and_after_a_sweep() {
    storeTheWindow();

    storage.archive().write(key, "throughput", START.plusSeconds(120), 60);
    assertThat(read()).containsExactly(average(90, 3));
    assertThat(stored()).singleElement().matches(window -> !window.holds());

    deployment.clock.advance(Duration.ofMinutes(31));
    storage.maintenance().storeSummaries();
    assertThat(stored()).singleElement().matches(StoredSummary::holds);
    assertThat(read()).containsExactly(average(90, 3));
  }

  @Test
  void a_late_point_in_an_empty_window_is_summarised() {
    storage.archive().write(key, "throughput", START.plusSeconds(1200), 5);
    deployment.clock.set(START.plus(Duration.ofHours(3)));
    storage.maintenance().storeSummaries();
    assertThat(Deployment.read(storage, average)).hasSize(2);

    storage.archive().write(key, "throughput", START.plusSeconds(600), 7);

    assertThat(Deployment.read(storage, average)).hasSize(3);
    deployment.clock.advance(Duration.ofHours(1));
    storage.maintenance().storeSummaries();
    assertThat(stored()).hasSize(3).allMatch(StoredSummary::holds);
    assertThat(Deployment.read(storage, average))
        .isEqualTo(Deployment.recomputed(storage, average));
  }

  @Test
  void a_late_point_written_by_another_instance_is_summarised() {
    storeTheWindow();
    EsmondStorage other = deployment.instance();

    other.archive().write(key, "throughput", START.plusSeconds(120), 60);

    assertThat(read()).containsExactly(average(90, 3));
  }

  @Test
  void a_late_unchecked_write_makes_the_stored_summary_stale() {
    storeTheWindow();

    storage.archive().unchecked().write(key, "throughput", START.plusSeconds(60), 50);

    assertThat(stored()).singleElement().matches(window -> !window.holds());
    assertThat(read()).containsExactly(average(60, 2));
  }

  @Test
  void one_instance_sweeps_at_a_time() {
    deployment.clock.set(START.plus(SETTLED));
    deployment.store.leases().take("summaries", "another", Duration.ofMinutes(1), soon());

    assertThat(storage.maintenance().storeSummaries().refused())
        .contains("another instance stores summaries");
    assertThat(stored()).isEmpty();

    deployment.clock.advance(Duration.ofMinutes(1));
    assertThat(storage.maintenance().storeSummaries().windows()).isEqualTo(1);
  }

  @Test
  void a_slow_instances_result_after_a_late_point_is_unused() {
    deployment.clock.set(START.plus(SETTLED));
    EsmondStorage slow =
        pausedBeforeItStores(
            () -> storage.archive().write(key, "throughput", START.plusSeconds(120), 60));

    slow.maintenance().storeSummaries();

    assertThat(stored()).singleElement().matches(window -> !window.holds());
    assertThat(read()).containsExactly(average(90, 3));
  }

  @Test
  void a_slow_instances_result_stored_after_a_newer_is_lost() {
    deployment.clock.set(START.plus(SETTLED));
    EsmondStorage slow =
        pausedBeforeItStores(
            () -> {
              storage.archive().write(key, "throughput", START.plusSeconds(120), 60);
              deployment.clock.advance(Duration.ofMinutes(31));
              assertThat(storage.maintenance().storeSummaries().windows()).isPositive();
            });

    slow.maintenance().storeSummaries();

    assertThat(stored())
        .singleElement()
        .satisfies(
            window -> {
              assertThat(window.holds()).isTrue();
              assertThat(window.points()).isEqualTo(3);
            });
    assertThat(read()).containsExactly(average(90, 3));
  }

  @Test
  void a_late_point_of_unknown_outcome_counts_once_it_exists() {
    storeTheWindow();
    FaultyStore way = faulty(Fate.SERVED, Fate.DELAYED);
    EsmondStorage writer = deployment.instance(Duration.ZERO, RetentionPolicies.NONE, way);

    assertThatThrownBy(() -> writer.archive().write(key, "throughput", START.plusSeconds(120), 60))
        .isInstanceOf(StoreException.class);
    assertThat(read()).containsExactly(average(30, 2));

    // A sweep in between sees base points that lack it: what it stores must not be trusted.
    deployment.clock.advance(Duration.ofMinutes(20));
    storage.maintenance().storeSummaries();
    way.deliver();
    assertThat(read()).containsExactly(average(90, 3));

    storage.archive().write(key, "throughput", START.plusSeconds(120), 60);
    deployment.clock.advance(Duration.ofMinutes(31));
    storage.maintenance().storeSummaries();
    assertThat(read()).containsExactly(average(90, 3));
  }

  @Test
  void a_point_is_not_written_without_its_stale_mark() {
    storeTheWindow();
    EsmondStorage writer =
        deployment.instance(Duration.ZERO, RetentionPolicies.NONE, faulty(Fate.LOST));

    assertThatThrownBy(() -> writer.archive().write(key, "throughput", START.plusSeconds(120), 60))
        .isInstanceOf(StoreException.class);

    assertThat(read()).containsExactly(average(30, 2));
    assertThat(storage.archive().read(SeriesQuery.of(base()))).hasSize(2);
  }

  @Test
  void the_next_sweep_heals_a_crash_between_storing_steps() {
    deployment.clock.set(START.plus(SETTLED));
    for (int steps = 0; steps < 12; steps++) {
      Queue<Fate> fates = new ArrayDeque<>();
      for (int i = 0; i < steps; i++) {
        fates.add(Fate.SERVED);
      }
      EsmondStorage crashing =
          deployment.instance(
              Duration.ZERO,
              RetentionPolicies.NONE,
              new FaultyStore(
                  deployment.store,
                  () -> Fate.SERVED,
                  () -> fates.isEmpty() ? Fate.LOST : fates.remove()));
      crashing.maintenance().storeSummaries();

      assertThat(read()).containsExactly(average(30, 2));
    }
    storage.archive().write(key, "throughput", START.plusSeconds(120), 60);
    assertThat(read()).containsExactly(average(90, 3));
    deployment.clock.advance(Duration.ofMinutes(31));
    storage.maintenance().storeSummaries();
    assertThat(stored()).singleElement().matches(StoredSummary::holds);
    assertThat(read()).containsExactly(average(90, 3));
  }

  @Test
  void summaries_outlive_their_base_and_points_that_old_are_refused() {
    RetentionPolicies policies =
        RetentionPolicies.parse(
            """
            {"policies": [
              {"event_type": "*", "summary_type": "*", "summary_window": "*", "expire": "365"},
              {"event_type": "*", "summary_type": "base", "summary_window": "0", "expire": "2"}]}
            """);
    EsmondStorage keeping = deployment.instance(policies);
    Instant later = START.plus(Duration.ofDays(1));
    deployment.clock.set(later);
    keeping.archive().write(key, "throughput", later, 10);
    keeping.archive().write(key, "throughput", later.plusSeconds(60), 20);
    deployment.clock.set(later.plus(SETTLED));
    keeping.maintenance().storeSummaries();

    deployment.clock.set(later.plus(Duration.ofDays(2)).plusSeconds(30));
    assertThat(keeping.archive().read(SeriesQuery.of(base())))
        .as("half of the base points have expired")
        .extracting(Point::time)
        .doesNotContain(later);
    assertThatThrownBy(() -> keeping.archive().write(key, "throughput", later.plusSeconds(120), 60))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("before its base points expire");
    keeping.maintenance().storeSummaries();

    assertThat(Deployment.read(keeping, average))
        .contains(new Point(later, Average.ofIntegers(30, 2)));
  }

  @Test
  void a_stale_summary_stands_once_its_base_expires() {
    storeTheWindow();
    storage.archive().write(key, "throughput", START.plusSeconds(120), 60);
    RetentionPolicies policies =
        RetentionPolicies.parse(
            """
            {"policies": [
              {"event_type": "*", "summary_type": "base", "summary_window": "0", "expire": "1"}]}
            """);
    EsmondStorage keeping = deployment.instance(policies);

    deployment.clock.set(START.plus(Duration.ofDays(1)).plusSeconds(90));
    keeping.maintenance().storeSummaries();

    assertThat(Deployment.read(keeping, average)).containsExactly(average(30, 2));
  }

  @Test
  void a_larger_window_is_made_from_stored_smaller_ones() {
    storeTheWindow();
    dropBase();
    Series hours = new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, 3600);

    assertThat(Deployment.read(storage, hours)).containsExactly(average(30, 2));
  }

  private void storeTheWindow() {
    deployment.clock.set(START.plus(SETTLED));
    storage.maintenance().storeSummaries();
    assertThat(stored()).singleElement().matches(StoredSummary::holds);
  }

  private void dropBase() {
    deployment
        .store
        .allPartitions()
        .drop(base(), base().partition(START), Long.MAX_VALUE, soon())
        .toCompletableFuture()
        .join();
    assertThat(storage.archive().read(SeriesQuery.of(base()))).isEmpty();
  }

  private List<Point> read() {
    return Deployment.read(storage, average);
  }

  private List<StoredSummary> stored() {
    return deployment
        .store
        .summaries()
        .read(
            new SeriesRead(average, Long.MIN_VALUE, Long.MAX_VALUE, false, 100, Optional.empty()),
            soon())
        .toCompletableFuture()
        .join()
        .rows()
        .stream()
        .filter(window -> window.value().isPresent())
        .toList();
  }

  private Series base() {
    return Series.base(key, EventType.THROUGHPUT);
  }

  private static Point average(long sum, long count) {
    return new Point(START, Average.ofIntegers(sum, count));
  }

  /** Opens an instance that stands still once, between reading base points and storing. */
  private EsmondStorage pausedBeforeItStores(Runnable meanwhile) {
    Queue<Runnable> once = new ArrayDeque<>(List.of(meanwhile));
    FaultyStore way =
        new FaultyStore(
            deployment.store,
            () -> Fate.SERVED,
            () -> {
              if (!once.isEmpty()) {
                once.remove().run();
              }
              return Fate.SERVED;
            });
    return deployment.instance(Duration.ZERO, RetentionPolicies.NONE, way);
  }

  /** Updates meet these fates in turn, and then the last one's for ever. */
  private FaultyStore faulty(Fate... fates) {
    Queue<Fate> left = new ArrayDeque<>(List.of(fates));
    return new FaultyStore(
        deployment.store,
        () -> Fate.SERVED,
        () -> left.size() > 1 ? left.remove() : left.element());
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  private static long micros(Instant time) {
    return time.toEpochMilli() * 1000;
  }
}
