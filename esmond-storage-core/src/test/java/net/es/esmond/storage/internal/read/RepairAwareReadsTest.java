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
  private ErrorCode allFailsWith = null;

  @Test
  void withoutADueRepairTheConfiguredLevelIsRead() {
    due = false;

    assertThat(read(WhenIncomplete.MARK, CONFIGURED).possiblyIncomplete()).isFalse();
    assertThat(asked).containsExactly(CONFIGURED);
  }

  @Test
  void whileARepairIsDueEveryReplicaIsRead() {
    assertThat(read(WhenIncomplete.MARK, CONFIGURED).possiblyIncomplete()).isFalse();
    assertThat(asked).containsExactly(ALL);
  }

  @Test
  void whatCannotBeHadFromEveryReplicaIsMarkedWithTimeLeftToReadIt() {
    allFailsWith = ErrorCode.DEADLINE_EXCEEDED;

    assertThat(read(WhenIncomplete.MARK, CONFIGURED).possiblyIncomplete()).isTrue();
    assertThat(asked).containsExactly(ALL, CONFIGURED);
    assertThat(budgets.get(0)).isLessThan(Duration.ofSeconds(6));
  }

  @Test
  void aNodeKnownToBeDownIsNotWaitedFor() {
    reachable = false;

    assertThat(read(WhenIncomplete.MARK, CONFIGURED).possiblyIncomplete()).isTrue();
    assertThat(asked).containsExactly(CONFIGURED);
  }

  @Test
  void orTheReadFailsByOption() {
    allFailsWith = ErrorCode.STORE_UNAVAILABLE;

    assertThatThrownBy(() -> read(WhenIncomplete.FAIL, CONFIGURED))
        .isInstanceOf(StoreException.class);
    assertThat(asked).containsExactly(ALL);
  }

  @Test
  void anErrorThatRepeatingWouldNotCureIsNotHiddenByASecondRead() {
    allFailsWith = ErrorCode.STORE_REFUSED;

    assertThatThrownBy(() -> read(WhenIncomplete.MARK, CONFIGURED))
        .isInstanceOf(StoreException.class);
    assertThat(asked).containsExactly(ALL);
  }

  @Test
  void aLevelThatTheCallerNamesIsKeptAndItsResultMarked() {
    Optional<ConsistencyLevel> one = Optional.of(ConsistencyLevel.ONE);

    assertThat(read(WhenIncomplete.FAIL, one).possiblyIncomplete()).isTrue();
    assertThat(read(WhenIncomplete.FAIL, ALL).possiblyIncomplete()).isFalse();
    assertThat(asked).containsExactly(one, ALL);
  }

  private RepairAwareReads.Answer<String> read(
      WhenIncomplete whenIncomplete, Optional<ConsistencyLevel> level) {
    return Futures.await(
        new RepairAwareReads(() -> due, () -> reachable, whenIncomplete)
            .read(level, this::found, Deadline.after(Duration.ofSeconds(10))));
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
