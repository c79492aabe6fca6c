package net.es.esmond.storage.internal.read;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.replication.WhenIncomplete;
import org.junit.jupiter.api.Test;

class RepairAwareReadsTest {
  private static final Optional<ConsistencyLevel> CONFIGURED = Optional.empty();
  private static final Optional<ConsistencyLevel> ALL = Optional.of(ConsistencyLevel.ALL);

  private final List<Optional<ConsistencyLevel>> asked = new ArrayList<>();
  private final List<Duration> budgets = new ArrayList<>();
  private boolean due = true;
  private boolean reachable = true;
  private boolean remote;
  private long now;
  private ErrorCode allFailsWith = null;

  @Test
  void without_a_due_repair_the_configured_level_is_read() {
    due = false;

    assertThat(read(WhenIncomplete.MARK, CONFIGURED).possiblyIncomplete()).isFalse();
    assertThat(asked).containsExactly(CONFIGURED);
  }

  @Test
  void while_a_repair_is_due_every_replica_is_read() {
    assertThat(read(WhenIncomplete.MARK, CONFIGURED).possiblyIncomplete()).isFalse();
    assertThat(asked).containsExactly(ALL);
  }

  @Test
  void a_read_short_of_replicas_is_marked_in_time() {
    allFailsWith = ErrorCode.DEADLINE_EXCEEDED;

    assertThat(read(WhenIncomplete.MARK, CONFIGURED).possiblyIncomplete()).isTrue();
    assertThat(asked).containsExactly(ALL, CONFIGURED);
    assertThat(budgets.get(0)).isLessThan(Duration.ofSeconds(6));
  }

  @Test
  void a_read_that_closing_ended_is_not_repeated() {
    allFailsWith = ErrorCode.CLOSED;

    assertThatThrownBy(() -> read(WhenIncomplete.MARK, CONFIGURED))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
    assertThat(asked).containsExactly(ALL);
  }

  @Test
  void a_node_known_to_be_down_is_not_waited_for() {
    reachable = false;

    assertThat(read(WhenIncomplete.MARK, CONFIGURED).possiblyIncomplete()).isTrue();
    assertThat(asked).containsExactly(CONFIGURED);
  }

  @Test
  void after_a_failure_one_read_in_each_pause_waits() {
    RepairAwareReads reads = reads(WhenIncomplete.MARK);
    allFailsWith = ErrorCode.STORE_UNAVAILABLE;
    for (int i = 0; i < 3; i++) {
      assertThat(read(reads, CONFIGURED).possiblyIncomplete()).isTrue();
    }
    assertThat(asked).containsExactly(ALL, CONFIGURED, CONFIGURED, CONFIGURED);

    asked.clear();
    now += RepairAwareReads.PAUSE.toNanos();
    for (int i = 0; i < 2; i++) {
      assertThat(read(reads, CONFIGURED).possiblyIncomplete()).isTrue();
    }

    assertThat(asked).containsExactly(ALL, CONFIGURED, CONFIGURED);
  }

  @Test
  void an_answer_of_every_replica_ends_the_pauses() {
    RepairAwareReads reads = reads(WhenIncomplete.MARK);
    allFailsWith = ErrorCode.STORE_UNAVAILABLE;
    var unused = read(reads, CONFIGURED);
    allFailsWith = null;
    now += RepairAwareReads.PAUSE.toNanos();
    asked.clear();

    for (int i = 0; i < 3; i++) {
      assertThat(read(reads, CONFIGURED).possiblyIncomplete()).isFalse();
    }

    assertThat(asked).containsExactly(ALL, ALL, ALL);
  }

  @Test
  void what_a_remote_datacenter_answers_is_marked() {
    due = false;
    remote = true;

    assertThat(read(WhenIncomplete.FAIL, CONFIGURED).possiblyIncomplete()).isTrue();
    assertThat(read(WhenIncomplete.FAIL, ALL).possiblyIncomplete()).isFalse();
    remote = false;
    assertThat(read(WhenIncomplete.FAIL, CONFIGURED).possiblyIncomplete()).isFalse();
  }

  @Test
  void or_the_read_fails_by_option() {
    allFailsWith = ErrorCode.STORE_UNAVAILABLE;

    assertThatThrownBy(() -> read(WhenIncomplete.FAIL, CONFIGURED))
        .isInstanceOf(StoreException.class);
    assertThat(asked).containsExactly(ALL);
  }

  @Test
  void a_lasting_error_is_not_hidden_by_a_second_read() {
    allFailsWith = ErrorCode.STORE_REFUSED;

    assertThatThrownBy(() -> read(WhenIncomplete.MARK, CONFIGURED))
        .isInstanceOf(StoreException.class);
    assertThat(asked).containsExactly(ALL);
  }

  @Test
  void the_callers_level_is_kept_and_its_result_is_marked() {
    Optional<ConsistencyLevel> one = Optional.of(ConsistencyLevel.ONE);

    assertThat(read(WhenIncomplete.FAIL, one).possiblyIncomplete()).isTrue();
    assertThat(read(WhenIncomplete.FAIL, ALL).possiblyIncomplete()).isFalse();
    assertThat(asked).containsExactly(one, ALL);
  }

  private RepairAwareReads.Answer<String> read(
      WhenIncomplete whenIncomplete, Optional<ConsistencyLevel> level) {
    return read(reads(whenIncomplete), level);
  }

  private RepairAwareReads.Answer<String> read(
      RepairAwareReads reads, Optional<ConsistencyLevel> level) {
    return Futures.await(reads.read(level, this::found, Deadline.after(Duration.ofSeconds(10))));
  }

  private RepairAwareReads reads(WhenIncomplete whenIncomplete) {
    return new RepairAwareReads(
        () -> due, () -> reachable, () -> remote, whenIncomplete, () -> now);
  }

  private CompletionStage<String> found(Optional<ConsistencyLevel> level, Deadline deadline) {
    asked.add(level);
    budgets.add(deadline.budget());
    return allFailsWith != null && level.equals(ALL)
        ? failedFuture(
            new StoreException(allFailsWith, StoreException.Store.CASSANDRA, "no", List.of(), null))
        : completedFuture("found");
  }
}
