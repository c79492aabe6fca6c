package net.es.esmond.storage.cassandra.internal.series;

import static com.datastax.oss.driver.api.core.DefaultConsistencyLevel.LOCAL_ONE;
import static com.datastax.oss.driver.api.core.DefaultConsistencyLevel.LOCAL_QUORUM;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.metadata.Node;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.cassandra.internal.batch.GroupCommit;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import org.junit.jupiter.api.Test;

class LookupReplicasTest {
  private static final LookupLevel BOTH = new LookupLevel(LOCAL_QUORUM, LOCAL_ONE, true);
  private static final LookupLevel ONE = new LookupLevel(LOCAL_ONE, LOCAL_ONE, false);

  private static final Set<Node> OTHERS = Set.of(node());

  private boolean responsive = true;
  private long now;
  private final List<LookupLevel> asked = new ArrayList<>();
  private final List<CompletableFuture<Void>> answers = new ArrayList<>();
  private final LookupReplicas replicas =
      new LookupReplicas(nodes -> responsive, new StandingTimer());

  /** Time that a test moves, and at which nothing happens by itself. */
  private final class StandingTimer implements GroupCommit.Timer {
    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void after(long nanos, Runnable work) {}
  }

  @Test
  void all_replicas_are_asked_while_they_seem_able() {
    ask(BOTH);
    responsive = false;
    ask(BOTH);

    assertThat(asked).containsExactly(BOTH, ONE);
  }

  @Test
  void an_unanswered_lookup_asks_again_at_the_weaker_level() {
    CompletableFuture<Void> done = ask(BOTH);

    fail(0);
    assertThat(asked).containsExactly(BOTH, ONE);
    assertThat(done).isNotDone();
    answers.get(1).complete(null);

    assertThat(done).isCompleted();
  }

  @Test
  void after_a_failure_one_lookup_finds_out() {
    ask(BOTH);
    fail(0);
    ask(BOTH);
    now += Duration.ofMillis(500).toNanos();
    ask(BOTH);
    ask(BOTH);

    assertThat(asked).containsExactly(BOTH, ONE, ONE, BOTH, ONE);
  }

  @Test
  void an_answer_ends_the_pause() {
    ask(BOTH);
    ask(BOTH);
    fail(0);

    answers.get(1).complete(null);
    ask(BOTH);

    assertThat(asked).containsExactly(BOTH, BOTH, ONE, BOTH);
  }

  @Test
  void few_lookups_at_a_time_wait_for_all_replicas() {
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      done.add(ask(BOTH));
    }
    assertThat(asked).hasSize(LookupReplicas.WIDTH).containsOnly(BOTH);

    answers.get(0).complete(null);
    assertThat(asked).hasSize(LookupReplicas.WIDTH + 1).containsOnly(BOTH);
    for (int i = 1; i <= LookupReplicas.WIDTH; i++) {
      fail(i);
    }

    assertThat(asked).filteredOn(BOTH::equals).hasSize(LookupReplicas.WIDTH + 1);
    assertThat(asked).filteredOn(ONE::equals).hasSize(99);
    answers.forEach(answer -> answer.complete(null));
    assertThat(done).allMatch(CompletableFuture::isDone);
  }

  @Test
  void other_replicas_do_not_wait_for_these() {
    for (int i = 0; i < 100; i++) {
      ask(BOTH);
    }

    var unused = replicas.ask(OTHERS, BOTH, deadline(), this::lookUp);

    assertThat(asked).hasSize(LookupReplicas.WIDTH + 1);
  }

  @Test
  void a_level_without_a_weaker_one_waits_for_nobody() {
    responsive = false;
    LookupLevel only = LookupLevel.complete(LOCAL_QUORUM);
    for (int i = 0; i < 100; i++) {
      ask(only);
    }

    assertThat(asked).hasSize(100).containsOnly(only);
  }

  @Test
  void a_lookup_that_finds_no_room_is_refused_by_name() {
    for (int i = 0; i < LookupReplicas.WIDTH + LookupReplicas.MAX_WAITING; i++) {
      assertThat(ask(BOTH)).isNotDone();
    }

    assertThat(ask(BOTH))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("10000 lookups before writes wait to be sent to Cassandra");
  }

  @Test
  void an_error_that_will_not_pass_is_the_callers() {
    CompletableFuture<Void> done = ask(BOTH);

    answers.get(0).completeExceptionally(new IllegalStateException("a fault"));

    assertThat(done).isCompletedExceptionally();
    assertThat(asked).containsExactly(BOTH);
  }

  @Test
  void a_lookup_without_time_says_nothing_of_the_replicas() {
    var late =
        replicas
            .ask(Set.of(), BOTH, Deadline.after(Duration.ofNanos(1)), this::lookUp)
            .toCompletableFuture();

    fail(0);
    ask(BOTH);

    assertThat(late).isCompletedExceptionally();
    assertThat(asked).containsExactly(BOTH, BOTH);
  }

  private CompletableFuture<Void> ask(LookupLevel wanted) {
    return replicas.ask(Set.of(), wanted, deadline(), this::lookUp).toCompletableFuture();
  }

  private CompletableFuture<Void> lookUp(LookupLevel level) {
    asked.add(level);
    CompletableFuture<Void> answer = new CompletableFuture<>();
    answers.add(answer);
    return answer;
  }

  private void fail(int index) {
    answers
        .get(index)
        .completeExceptionally(
            new StoreException(
                ErrorCode.STORE_UNAVAILABLE,
                StoreException.Store.CASSANDRA,
                "no node could serve the request",
                List.of(),
                null));
  }

  private static Node node() {
    return (Node)
        Proxy.newProxyInstance(
            Node.class.getClassLoader(), new Class<?>[] {Node.class}, (proxy, method, args) -> 7);
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofMinutes(1));
  }
}
