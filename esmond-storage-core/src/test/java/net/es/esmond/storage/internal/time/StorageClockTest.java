package net.es.esmond.storage.internal.time;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.spi.ServerTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageClockTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  /** The true time, as far as a test is concerned: time passes only when it says so. */
  private long nanos = 77;

  private Duration hostAhead = Duration.ZERO;
  private final List<Duration> nodes =
      new ArrayList<>(List.of(Duration.ZERO, Duration.ZERO, Duration.ZERO));
  private Duration primaryAhead = Duration.ZERO;
  private boolean cassandraAnswers = true;
  private boolean postgresqlAnswers = true;
  private int asked;
  private final StorageThreads threads = new StorageThreads(null);
  private final StorageClock clock =
      new StorageClock(
          new Clock() {
            @Override
            public Instant instant() {
              return now().plus(hostAhead);
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          },
          () -> nanos,
          false);

  private Instant now() {
    return START.plusNanos(nanos);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private CompletionStage<List<ServerTime>> cassandra(Deadline deadline) {
    asked++;
    List<ServerTime> times = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      times.add(new ServerTime("node " + i, now().plus(nodes.get(i)), nanos, nanos));
    }
    return cassandraAnswers ? completedFuture(times) : failedFuture(new IllegalStateException());
  }

  private CompletionStage<List<ServerTime>> postgresql(Deadline deadline) {
    return completedFuture(
        postgresqlAnswers
            ? List.of(new ServerTime("primary", now().plus(primaryAhead), nanos, nanos))
            : List.of());
  }

  private void start() {
    assertThat(clock.start(stores(this::cassandra), false, threads)).isCompleted();
  }

  private Map<String, StorageClock.Servers> stores(StorageClock.Servers cassandra) {
    Map<String, StorageClock.Servers> stores = new LinkedHashMap<>();
    stores.put("Cassandra", cassandra);
    stores.put("PostgreSQL", this::postgresql);
    return stores;
  }

  private long nextMicros() {
    return clock.nextMicros(ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
  }

  private void askAgain() {
    clock.askNow();
  }

  @AfterEach
  void close() {
    threads.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {-400 * 24 * 3600, -85 * 60, -35 * 60, -15, 0, 1, 6, 7200, 400 * 24 * 3600})
  void the_servers_time_is_told_whatever_the_host_thinks(int seconds) {
    hostAhead = Duration.ofSeconds(seconds);
    start();

    assertThat(clock.instant()).isEqualTo(now());
    pass(Duration.ofMinutes(7));
    assertThat(clock.instant()).isEqualTo(now());
    askAgain();
    assertThat(clock.instant()).isEqualTo(now());
    assertThat(clock.problem()).isEmpty();
    assertThat(clock.status().host()).contains(hostAhead);
    assertThat(clock.status().warnings()).hasSize(Math.abs(seconds) > 5 ? 1 : 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {-400 * 24 * 3600, -3600, -1, 1, 3600, 400 * 24 * 3600})
  void a_jump_of_the_hosts_clock_moves_nothing(int seconds) {
    start();
    long before = nextMicros();
    pass(Duration.ofSeconds(1));

    hostAhead = Duration.ofSeconds(seconds);

    assertThat(clock.instant()).isEqualTo(now());
    assertThat(nextMicros() - before).isBetween(1_000_000L, 1_000_001L);
    assertThat(asked).as("asked at once").isEqualTo(2);
    assertThat(clock.problem()).isEmpty();
  }

  @Test
  void a_jump_is_no_harm_while_no_server_answers() {
    start();
    cassandraAnswers = false;
    postgresqlAnswers = false;
    hostAhead = Duration.ofDays(-400);
    pass(Duration.ofSeconds(90));

    assertThat(clock.instant()).isEqualTo(now());
    assertThat(clock.ready()).isTrue();
    assertThat(clock.problem())
        .hasValueSatisfying(
            problem -> assertThat(problem).contains("no answer of Cassandra and PostgreSQL"));

    cassandraAnswers = true;
    postgresqlAnswers = true;
    askAgain();
    assertThat(clock.instant()).isEqualTo(now());
    assertThat(clock.problem()).isEmpty();
  }

  @Test
  void a_machine_that_slept_asks_before_it_tells_the_time() {
    start();
    // Its monotonic clock stood still: for that clock it is the others who are ahead.
    Duration slept = Duration.ofMinutes(85);
    hostAhead = slept;
    nodes.replaceAll(ahead -> slept);
    primaryAhead = slept;

    assertThat(clock.instant()).isEqualTo(now().plus(slept));
  }

  @ParameterizedTest
  @ValueSource(ints = {-400 * 24, -1, 1, 400 * 24})
  void one_wrong_node_is_named_and_not_followed(int hours) {
    nodes.set(1, Duration.ofHours(hours));
    hostAhead = Duration.ofDays(3);
    start();

    assertThat(clock.instant()).isEqualTo(now());
    assertThat(clock.problem())
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .contains("node 1 by " + Duration.ofHours(hours))
                    .contains("within PT5S")
                    .doesNotContain("node 0")
                    .doesNotContain("primary"));
    assertThat(clock.status().warnings()).anyMatch(warning -> warning.contains("node 1"));

    nodes.set(1, Duration.ZERO);
    askAgain();
    assertThat(clock.problem()).isEmpty();
  }

  @Test
  void of_two_servers_that_disagree_the_one_like_the_host_is_followed() {
    nodes.subList(1, 3).clear();
    nodes.set(0, Duration.ofHours(-1));
    start();
    assertThat(clock.instant()).isEqualTo(now());

    nodes.set(0, Duration.ZERO);
    primaryAhead = Duration.ofHours(1);
    askAgain();
    assertThat(clock.instant()).isEqualTo(now());
    assertThat(clock.problem()).isPresent();
  }

  @Test
  void small_differences_are_no_problem() {
    nodes.set(0, Duration.ofSeconds(-2));
    nodes.set(2, Duration.ofSeconds(3));
    start();

    assertThat(clock.instant()).isEqualTo(now());
    assertThat(clock.problem()).isEmpty();

    nodes.set(2, Duration.ofMillis(3_001));
    askAgain();
    assertThat(clock.problem()).isPresent();
  }

  @Test
  void a_store_that_cannot_be_asked_is_a_problem_after_three_minutes() {
    start();
    postgresqlAnswers = false;
    pass(Duration.ofMinutes(1));
    askAgain();
    assertThat(clock.problem()).isEmpty();

    pass(Duration.ofMinutes(3));
    askAgain();
    assertThat(clock.problem())
        .hasValueSatisfying(
            problem -> assertThat(problem).contains("no answer of PostgreSQL for PT3M"));
    assertThat(clock.instant()).isEqualTo(now());
  }

  @Test
  void before_any_server_answers_the_time_is_not_ready() {
    CompletableFuture<List<ServerTime>> answer = new CompletableFuture<>();
    hostAhead = Duration.ofDays(400);
    clock.start(stores(deadline -> answer), false, threads);
    assertThat(clock.ready()).isFalse();
    assertThat(clock.problem()).isPresent();
    CompletionStage<Void> ready =
        clock.whenReady(threads.timed(), Deadline.after(Duration.ofMinutes(1)));

    answer.complete(List.of());

    assertThat(ready).isCompleted();
    assertThat(clock.instant()).as("PostgreSQL's").isEqualTo(now());
    assertThat(clock.problem()).as("Cassandra has not answered").isPresent();
  }

  @Test
  void in_the_background_the_time_is_ready_with_the_first_answer() {
    cassandraAnswers = false;
    postgresqlAnswers = false;
    clock.start(stores(this::cassandra), true, threads);
    assertThat(clock.ready()).isFalse();

    askAgain();
    assertThat(clock.ready()).as("nobody has answered yet").isFalse();
    postgresqlAnswers = true;
    askAgain();

    assertThat(clock.ready()).isTrue();
    assertThat(clock.problem()).as("Cassandra has not answered").isPresent();
  }

  @Test
  void a_store_that_is_absent_is_not_waited_for() {
    clock.start(Map.of("PostgreSQL", this::postgresql), false, threads);

    assertThat(clock.problem()).isEmpty();
    assertThat(clock.status().servers()).containsOnlyKeys("primary");
  }

  @Test
  void write_timestamps_never_go_back() {
    Random random = new Random(20_261_129);
    start();
    long last = nextMicros();
    for (int i = 0; i < 2_000; i++) {
      pass(Duration.ofMillis(random.nextInt(700)));
      if (random.nextInt(5) == 0) {
        hostAhead = Duration.ofSeconds(random.nextInt(800 * 86_400) - 400 * 86_400);
      }
      if (random.nextInt(20) == 0) {
        Duration ahead = Duration.ofSeconds(random.nextInt(200) - 100);
        nodes.replaceAll(each -> ahead);
        primaryAhead = ahead;
        askAgain();
      }
      long next = nextMicros();
      assertThat(next).isGreaterThan(last);
      last = next;
    }
    assertThat(last - TimeUnit.SECONDS.toMicros(now().getEpochSecond()))
        .isLessThan(TimeUnit.SECONDS.toMicros(200));
  }

  @Test
  void half_of_the_round_trip_is_taken_off() {
    ServerTime time = new ServerTime("node", START, 1_000_000_000, 3_000_000_000L);

    assertThat(time.at(2_000_000_000)).isEqualTo(START);
    assertThat(time.at(3_500_000_000L)).isEqualTo(START.plusMillis(1_500));
  }
}
