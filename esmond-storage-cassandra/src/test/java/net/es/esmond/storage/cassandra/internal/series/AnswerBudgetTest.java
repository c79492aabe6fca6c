package net.es.esmond.storage.cassandra.internal.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.async.TimedTasks;
import org.junit.jupiter.api.Test;

class AnswerBudgetTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  /** Goes on at once, so that what happens is in order. */
  private final TimedTasks timed =
      new TimedTasks(StorageThreads.shared().scheduler(), Runnable::run);

  private final AnswerBudget budget = new AnswerBudget(100, timed);
  private final List<CompletableFuture<String>> sent =
      Collections.synchronizedList(new ArrayList<>());

  @Test
  void what_does_not_fit_waits_in_line() {
    send(60, LONG);
    send(60, LONG);
    send(30, LONG);
    assertThat(sent).hasSize(1);

    sent.get(0).complete("first");

    assertThat(sent).hasSize(3);
  }

  @Test
  void an_answer_larger_than_the_budget_goes_alone() {
    send(60, LONG);
    CompletableFuture<String> large = send(1_000, LONG);
    assertThat(sent).hasSize(1);

    sent.get(0).complete("first");
    assertThat(sent).hasSize(2);
    sent.get(1).complete("large");
    assertThat(large).isCompletedWithValue("large");
  }

  @Test
  void a_small_answer_never_waits() {
    send(100, LONG);
    send(0, LONG);

    assertThat(sent).hasSize(2);
  }

  @Test
  void a_failed_request_leaves_its_room_to_others() {
    send(100, LONG);
    send(100, LONG);

    sent.get(0).completeExceptionally(new IllegalStateException("down"));

    assertThat(sent).hasSize(2);
  }

  @Test
  void a_request_that_throws_leaves_its_room_to_others() {
    CompletableFuture<String> thrown =
        budget
            .<String>send(
                100,
                Deadline.after(LONG),
                () -> {
                  throw new NoClassDefFoundError("absent");
                })
            .toCompletableFuture();
    send(100, LONG);

    assertThat(thrown).isCompletedExceptionally();
    assertThat(sent).hasSize(1);
  }

  @Test
  void one_whose_deadline_comes_first_is_sent_to_fail() {
    send(100, LONG);
    CompletableFuture<String> late = send(100, Duration.ofMillis(20));
    CompletableFuture<String> patient = send(100, LONG);
    await().until(() -> sent.size() == 2);

    sent.get(1).complete("late");
    assertThat(late).succeedsWithin(LONG);
    assertThat(sent).as("room is only given by the first").hasSize(2);
    sent.get(0).complete("first");
    sent.get(2).complete("patient");
    assertThat(patient).isCompletedWithValue("patient");
  }

  private CompletableFuture<String> send(long bytes, Duration within) {
    return budget
        .send(
            bytes,
            Deadline.after(within),
            () -> {
              CompletableFuture<String> answer = new CompletableFuture<>();
              sent.add(answer);
              return answer;
            })
        .toCompletableFuture();
  }
}
