package net.es.esmond.storage.sql.internal.lastupdated;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.series.EventType;
import org.junit.jupiter.api.Test;

class FlusherTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private long nanos;
  private RandomGenerator random = new SplittableRandom(1);
  private final TouchBuffer buffer = new TouchBuffer(1000, Journal.none(), () -> nanos);
  private final Acknowledgements acknowledgements =
      new Acknowledgements(StorageThreads.shared().timed(), Runnable::run);
  private final FakeTable table = new FakeTable();
  private final MeterRegistry registry = new SimpleMeterRegistry();

  /** Takes what it is given; some keys are not registered, some locked. */
  private static final class FakeTable implements TouchTable {
    final List<List<String>> statements = new ArrayList<>();
    final List<Locked> kinds = new ArrayList<>();
    final Set<String> unregistered = new HashSet<>();
    final Set<String> locked = new HashSet<>();

    /** Keys that become free when a statement waits for them. */
    final Set<String> lockedBriefly = new HashSet<>();

    boolean down;
    Runnable meanwhile = () -> {};

    @Override
    public Outcome stamp(List<EventTypeRows> batch, Locked wait, Deadline deadline) {
      meanwhile.run();
      kinds.add(wait);
      if (down) {
        throw new StoreException(
            ErrorCode.STORE_UNAVAILABLE, StoreException.Store.POSTGRESQL, "down", List.of(), null);
      }
      List<String> statement = new ArrayList<>();
      Map<EventTypeRows, long[]> stamped = new HashMap<>();
      List<EventTypeRows> left = new ArrayList<>();
      Map<EventTypeRows, EsmondException> unknown = new HashMap<>();
      for (EventTypeRows rows : batch) {
        String key = rows.metadataKey;
        if (unregistered.contains(key)) {
          unknown.put(rows, new UnknownMetadataException(key));
        } else if (locked.contains(key) || (wait == Locked.SKIP && lockedBriefly.contains(key))) {
          left.add(rows);
        } else {
          stamped.put(rows, new long[] {key.hashCode()});
          statement.add(key);
        }
      }
      statements.add(statement.stream().sorted().toList());
      return new Outcome(stamped, left, unknown);
    }
  }

  private Flusher flusher(Duration atMostEvery, int maxRows) {
    return new Flusher(
        buffer,
        table,
        acknowledgements,
        new TouchMeters(new HostMeters(registry), () -> 0, () -> 0),
        () -> nanos,
        () -> random,
        atMostEvery,
        SECOND,
        maxRows);
  }

  private void touch(String... keys) {
    for (String key : keys) {
      buffer.touch(buffer.rows(key, EventType.IOSTAT));
    }
  }

  private CompletableFuture<Void> awaited(String key) {
    CompletableFuture<Void> written =
        acknowledgements.await(
            buffer.rows(key, EventType.IOSTAT), Deadline.after(Duration.ofMinutes(1)));
    touch(key);
    return written;
  }

  @Test
  void a_flush_begins_anywhere_and_goes_on_by_id() {
    Flusher flusher = flusher(Duration.ZERO, 1);
    touch("a", "b", "c");
    flusher.flush(true);
    table.statements.clear();
    for (int begin = 0; begin < 3; begin++) {
      int first = begin;
      random =
          new RandomGenerator() {
            @Override
            public long nextLong() {
              return 0;
            }

            @Override
            public int nextInt(int bound) {
              return first;
            }
          };
      touch("a", "b", "c");
      flusher.flush(true);
    }

    assertThat(table.statements.stream().flatMap(List::stream))
        .containsExactly("a", "b", "c", "c", "a", "b", "b", "c", "a");
  }

  @Test
  void what_waits_is_written_once_in_statements_of_bounded_size() {
    Flusher flusher = flusher(Duration.ZERO, 2);
    touch("a", "b", "c", "a");

    assertThat(flusher.flush(true)).isTrue();

    assertThat(table.statements).hasSize(2).allMatch(rows -> rows.size() <= 2);
    assertThat(table.statements.stream().flatMap(List::stream))
        .containsExactlyInAnyOrder("a", "b", "c");
    flusher.flush(true);
    assertThat(table.statements).hasSize(2);
  }

  @Test
  void the_lag_is_the_time_since_the_first_touch() {
    Flusher flusher = flusher(Duration.ZERO, 2);
    touch("a");
    table.down = true;
    nanos += SECOND.toNanos();
    flusher.flush(true);
    table.down = false;
    touch("a");
    nanos += 2 * SECOND.toNanos();

    flusher.flush(true);
    nanos += 7 * SECOND.toNanos();
    touch("a");
    nanos += SECOND.toNanos();
    flusher.flush(true);

    Timer lag = registry.get("esmond.sql.touch.lag").timer();
    assertThat(lag.count()).isEqualTo(2);
    assertThat(lag.max(TimeUnit.SECONDS)).isBetween(2.99, 3.01);
    assertThat(lag.totalTime(TimeUnit.SECONDS)).isBetween(3.99, 4.01);
  }

  @Test
  void touches_survive_a_database_outage_and_merge_with_newer_ones() {
    Flusher flusher = flusher(Duration.ZERO, 2);
    touch("a", "b", "c");
    table.down = true;
    table.meanwhile = () -> touch("a", "d");

    assertThat(flusher.flush(true)).isFalse();
    assertThat(flusher.flush(true)).isFalse();

    assertThat(buffer.waiting()).isEqualTo(4);
    table.down = false;
    table.meanwhile = () -> {};
    assertThat(flusher.flush(true)).isTrue();
    assertThat(table.statements.stream().flatMap(List::stream))
        .containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(buffer.waiting()).isZero();
  }

  @Test
  void touches_survive_an_error_of_the_class_path() {
    Flusher flusher = flusher(Duration.ZERO, 2);
    CompletableFuture<Void> awaited = awaited("a");
    table.meanwhile =
        () -> {
          throw new NoClassDefFoundError("absent");
        };
    assertThat(flusher.flush(true)).isFalse();

    table.meanwhile = () -> {};

    assertThat(flusher.flush(true)).isTrue();
    assertThat(table.statements).containsExactly(List.of("a"));
    assertThat(awaited).succeedsWithin(SECOND);
  }

  @Test
  void locked_rows_do_not_keep_others_from_being_written() {
    Flusher flusher = flusher(Duration.ZERO, 100);
    touch("a", "b");
    table.locked.add("b");

    flusher.flush(true);
    assertThat(table.statements).containsExactly(List.of("a"), List.of());
    assertThat(table.kinds).containsExactly(TouchTable.Locked.SKIP, TouchTable.Locked.WAIT);

    table.locked.clear();
    flusher.flush(true);
    assertThat(table.statements).last().isEqualTo(List.of("b"));
  }

  @Test
  void locked_rows_are_waited_for_after_all_free_ones() {
    Flusher flusher = flusher(Duration.ZERO, 2);
    touch("a", "b", "c", "d", "e");
    table.locked.add("a");
    table.lockedBriefly.add("b");

    flusher.flush(true);

    assertThat(table.kinds.subList(0, 3)).containsOnly(TouchTable.Locked.SKIP);
    assertThat(table.kinds.subList(3, table.kinds.size()))
        .as("one statement waits")
        .containsExactly(TouchTable.Locked.WAIT);
    assertThat(table.statements.stream().flatMap(List::stream))
        .containsExactlyInAnyOrder("b", "c", "d", "e");
    assertThat(buffer.waiting()).isEqualTo(1);
  }

  @Test
  void a_thousand_unregistered_event_types_are_one_log_line() {
    Flusher flusher = flusher(Duration.ZERO, 100);
    for (int i = 0; i < 1000; i++) {
      table.unregistered.add("key" + i);
    }
    try (LoggedLines lines = LoggedLines.of(Flusher.class)) {
      for (int second = 0; second < 120; second++) {
        nanos = Duration.ofSeconds(second).toNanos();
        table.unregistered.forEach(this::touch);
        flusher.flush(true);
      }

      assertThat(lines.warnings()).as("one a minute").hasSize(2);
      assertThat(lines.warnings().get(0)).contains("not registered", "esmond.sql.touch.unknown");
    }
  }

  @Test
  void an_outage_is_a_warning_and_its_end_a_notice() {
    Flusher flusher = flusher(Duration.ZERO, 100);
    try (LoggedLines lines = LoggedLines.of(Flusher.class)) {
      table.down = true;
      for (int second = 0; second < 300; second++) {
        nanos = Duration.ofSeconds(second).toNanos();
        touch("a");
        flusher.flush(true);
      }
      table.down = false;
      flusher.flush(true);

      assertThat(lines.warnings()).hasSize(1);
      assertThat(lines.all()).hasSize(2).last().asString().contains("serves again");
    }
  }

  @Test
  void an_unregistered_event_type_is_retried_only_after_another_touch() {
    Flusher flusher = flusher(Duration.ZERO, 100);
    touch("a", "b");
    table.unregistered.add("b");

    flusher.flush(true);
    flusher.flush(true);

    assertThat(table.statements).containsExactly(List.of("a"));
    table.unregistered.clear();
    touch("b");
    flusher.flush(true);
    assertThat(table.statements).last().isEqualTo(List.of("b"));
  }

  @Test
  void an_event_types_writes_are_spaced_and_lose_no_touch() {
    Flusher flusher = flusher(Duration.ofSeconds(60), 100);
    touch("a");
    flusher.flush(true);
    touch("a");
    for (int second = 1; second < 60; second++) {
      nanos = Duration.ofSeconds(second).toNanos();
      flusher.flush(true);
    }
    assertThat(table.statements).hasSize(1);

    nanos = Duration.ofSeconds(60).toNanos();
    flusher.flush(true);

    assertThat(table.statements).hasSize(2);
  }

  @Test
  void an_event_type_that_a_caller_awaits_is_not_held_back() {
    Flusher flusher = flusher(Duration.ofSeconds(60), 100);
    touch("a", "b");
    flusher.flush(true);
    touch("a", "b");

    CompletableFuture<Void> written = awaited("a");
    flusher.flush(true);

    assertThat(written).isCompleted();
    assertThat(table.statements).containsExactly(List.of("a", "b"), List.of("a"));
  }

  @Test
  void closing_holds_nothing_back() {
    Flusher flusher = flusher(Duration.ofSeconds(60), 100);
    touch("a");
    flusher.flush(true);
    touch("a");

    flusher.flush(false);

    assertThat(table.statements).hasSize(2);
  }

  @Test
  void what_was_written_last_is_written_again_after_a_failover() {
    Flusher flusher = flusher(Duration.ofSeconds(60), 100);
    touch("old");
    flusher.flush(true);
    nanos = Duration.ofSeconds(30).toNanos();
    touch("new");
    flusher.flush(true);
    nanos = Duration.ofMinutes(5).toNanos();

    flusher.promoted();
    flusher.flush(true);
    flusher.flush(true);

    assertThat(table.statements).containsExactly(List.of("old"), List.of("new"), List.of("new"));
  }

  @Test
  void a_registration_lost_by_a_failover_has_time_to_return() {
    Flusher flusher = flusher(Duration.ZERO, 100);
    touch("a");
    flusher.flush(true);
    table.unregistered.add("a");
    flusher.promoted();
    flusher.flush(true);
    nanos = Duration.ofSeconds(29).toNanos();
    flusher.flush(true);

    table.unregistered.clear();
    flusher.flush(true);

    assertThat(table.statements).last().isEqualTo(List.of("a"));
  }

  @Test
  void waiting_callers_hear_of_the_statement_carrying_their_touch() {
    Flusher flusher = flusher(Duration.ZERO, 100);
    table.unregistered.add("nobody");
    CompletableFuture<Void> first = awaited("a");
    CompletableFuture<Void> unknown = awaited("nobody");
    List<CompletableFuture<Void>> later = new ArrayList<>();
    table.meanwhile = () -> later.add(awaited("a"));

    flusher.flush(true);

    assertThat(first).isCompleted();
    assertThat(unknown)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(UnknownMetadataException.class);
    assertThat(later).singleElement().satisfies(call -> assertThat(call).isNotDone());
    table.meanwhile = () -> {};
    flusher.flush(true);
    assertThat(later.get(0)).isCompleted();
  }

  @Test
  void waiting_callers_keep_waiting_while_the_database_is_gone() {
    Flusher flusher = flusher(Duration.ZERO, 100);
    table.down = true;
    CompletableFuture<Void> first = awaited("a");
    List<CompletableFuture<Void>> later = new ArrayList<>();
    table.meanwhile = () -> later.add(awaited("a"));
    flusher.flush(true);
    assertThat(first).isNotDone();

    table.down = false;
    table.meanwhile = () -> {};
    flusher.flush(true);

    assertThat(first).isCompleted();
    assertThat(later.get(0)).isCompleted();
  }
}
