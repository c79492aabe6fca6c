package net.es.esmond.storage.cassandra.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.cluster.Deadline;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<List<Integer>> sent = new ArrayList<>();
  private final List<CompletableFuture<Void>> answers = new ArrayList<>();
  private final OwnedTimer timer = new OwnedTimer();
  private final GroupCommit<String, Numbered> groups =
      new GroupCommit<>(2, 3, 4, timer, (key, items, deadline) -> sent(items));

  /** A time that passes when the test says so. */
  private static final class OwnedTimer implements GroupCommit.Timer {
    private record Due(long nanos, Runnable work) {}

    private final List<Due> due = new ArrayList<>();
    private long now;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void after(long nanos, Runnable work) {
      due.add(new Due(now + nanos, work));
    }

    void pass(long millis) {
      now += TimeUnit.MILLISECONDS.toNanos(millis);
      List<Due> over = due.stream().filter(each -> each.nanos() <= now).toList();
      due.removeAll(over);
      over.forEach(each -> each.work().run());
    }
  }

  private record Numbered(int number, Deadline deadline) implements GroupCommit.Item {}

  private CompletionStage<Void> sent(List<Numbered> items) {
    sent.add(items.stream().map(Numbered::number).toList());
    answers.add(new CompletableFuture<>());
    return answers.get(answers.size() - 1);
  }

  @Test
  void what_comes_alone_is_sent_at_once() {
    submit("a", 1);

    assertThat(sent).containsExactly(List.of(1));
  }

  @Test
  void what_comes_while_another_is_under_way_travels_together() {
    for (int i = 1; i <= 3; i++) {
      submit("a", i);
    }
    assertThat(sent).containsExactly(List.of(1));

    answers.get(0).complete(null);

    assertThat(sent).containsExactly(List.of(1), List.of(2, 3));
  }

  @Test
  void a_sender_that_throws_fails_its_items_and_no_others() {
    GroupCommit<String, Numbered> failing =
        new GroupCommit<>(
            1,
            3,
            4,
            timer,
            (key, items, deadline) -> {
              if (items.get(0).number() == 1) {
                throw new NoClassDefFoundError("absent");
              }
              return sent(items);
            });

    CompletableFuture<Void> thrown = submitTo(failing, 1);
    CompletableFuture<Void> next = submitTo(failing, 2);
    answers.get(0).complete(null);

    assertThat(thrown).isCompletedExceptionally();
    assertThat(next).isCompleted();
  }

  @Test
  void full_groups_run_side_by_side_up_to_a_bound() {
    for (int i = 1; i <= 7; i++) {
      submit("a", i);
    }
    assertThat(sent).containsExactly(List.of(1), List.of(2, 3, 4));

    answers.get(0).complete(null);

    assertThat(sent.get(2)).containsExactly(5, 6, 7);
  }

  @Test
  void a_group_that_hangs_holds_up_nobody_for_long() {
    submit("a", 1);
    CompletableFuture<Void> second = submit("a", 2);
    submit("a", 3);

    timer.pass(4);
    assertThat(sent).hasSize(1);
    timer.pass(1);

    assertThat(sent).containsExactly(List.of(1), List.of(2, 3));
    answers.get(1).complete(null);
    assertThat(second).isCompleted();
  }

  @Test
  void a_lane_keeps_its_pace_beside_a_hanging_group() {
    submit("a", 1);
    submit("a", 2);
    timer.pass(5);
    submit("a", 3);
    assertThat(sent).containsExactly(List.of(1), List.of(2));

    answers.get(1).complete(null);

    assertThat(sent).containsExactly(List.of(1), List.of(2), List.of(3));
    answers.get(2).complete(null);
    submit("a", 4);
    assertThat(sent.get(3)).containsExactly(4);
  }

  @Test
  void groups_that_hang_are_bounded() {
    submit("a", 1);
    submit("a", 2);
    timer.pass(1000);
    submit("a", 3);
    timer.pass(1000);
    assertThat(sent).containsExactly(List.of(1), List.of(2));

    answers.get(0).complete(null);

    assertThat(sent.get(2)).containsExactly(3);
  }

  @Test
  void groups_in_time_go_one_after_the_other() {
    for (int i = 0; i < 100; i++) {
      submit("a", 2 * i);
      submit("a", 2 * i + 1);
      timer.pass(4);
      assertThat(sent).hasSize(i + 1);
      answers.get(i).complete(null);
    }
    assertThat(timer.due).hasSizeLessThan(3);
  }

  @Test
  void where_groups_take_long_a_group_is_late_later() {
    for (int i = 0; i < 200; i++) {
      submit("a", 0);
      timer.pass(5);
      answers.get(i).complete(null);
    }
    submit("a", 1);
    submit("a", 2);

    timer.pass(15);
    assertThat(sent).hasSize(201);
    timer.pass(10);
    assertThat(sent).hasSize(202);
  }

  @Test
  void each_key_has_a_lane_of_its_own() {
    submit("a", 1);
    submit("b", 2);

    assertThat(sent).containsExactly(List.of(1), List.of(2));
  }

  @Test
  void an_item_that_comes_alone_fails_as_its_request_does() {
    CompletableFuture<Void> first = submit("a", 1);

    answers.get(0).completeExceptionally(new IllegalStateException("refused"));

    assertThat(first).isCompletedExceptionally();
    assertThat(sent).hasSize(1);
  }

  @Test
  void a_failed_group_is_split_until_only_faulty_items_fail() {
    List<CompletableFuture<Void>> group = group();

    answers.get(1).completeExceptionally(new IllegalStateException("refused"));
    assertThat(sent.subList(2, 5)).containsExactly(List.of(2), List.of(3), List.of(4));
    answers.get(2).complete(null);
    answers.get(3).completeExceptionally(new IllegalStateException("refused"));
    answers.get(4).complete(null);

    assertThat(group.get(0)).isCompleted();
    assertThat(group.get(1)).isCompletedExceptionally();
    assertThat(group.get(2)).isCompleted();
  }

  @Test
  void an_item_past_its_deadline_hears_why_its_group_failed() throws Exception {
    submit("a", 1);
    CompletableFuture<Void> second = submit("a", 2, Duration.ofNanos(1));
    CompletableFuture<Void> third = submit("a", 3);
    answers.get(0).complete(null);

    answers.get(1).completeExceptionally(new IllegalStateException("no node answered"));

    assertThat(second)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("no node answered");
    assertThat(third).isNotDone();
    assertThat(sent.get(2)).containsExactly(3);
  }

  @Test
  void items_submitted_by_a_finished_group_go_as_they_come() {
    List<CompletableFuture<Void>> group = group();
    List<CompletableFuture<Void>> next =
        group.stream().map(item -> item.thenCompose(done -> submit("b", 6))).toList();

    answers.get(1).complete(null);

    assertThat(sent.get(2)).containsExactly(6);
    answers.get(2).complete(null);
    assertThat(sent.get(3)).containsExactly(6, 6);
    answers.get(3).complete(null);
    assertThat(next).allMatch(CompletableFuture::isDone);
  }

  @Test
  void what_would_wait_behind_too_many_is_refused() {
    for (int i = 1; i <= 8; i++) {
      submit("a", i);
    }

    assertThat(groups.submit("a", new Numbered(9, Deadline.after(LONG)))).isEmpty();
    answers.get(0).complete(null);
    assertThat(groups.submit("a", new Numbered(10, Deadline.after(LONG)))).isPresent();
  }

  @Test
  void a_group_weighs_no_more_than_its_bound() {
    GroupCommit<String, Weighted> weighed =
        new GroupCommit<>(
            1,
            10,
            100,
            timer,
            (key, items, deadline) -> {
              sent.add(items.stream().map(Weighted::weight).toList());
              answers.add(new CompletableFuture<>());
              return answers.get(answers.size() - 1);
            });
    for (int weight : List.of(1, 4, 6, 7, 20, 3)) {
      assertThat(weighed.submit("a", new Weighted(weight, Deadline.after(LONG)))).isPresent();
    }

    for (int i = 0; i < answers.size(); i++) {
      answers.get(i).complete(null);
    }

    assertThat(sent)
        .containsExactly(List.of(1), List.of(4, 6), List.of(7), List.of(20), List.of(3));
  }

  private record Weighted(int weight, Deadline deadline) implements GroupCommit.Item {}

  @Test
  void groups_that_end_at_once_need_no_deep_stack() {
    AtomicInteger count = new AtomicInteger();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    GroupCommit<String, Numbered> immediate =
        new GroupCommit<>(
            1,
            1,
            100_000,
            timer,
            (key, items, deadline) -> count.getAndIncrement() == 0 ? gate : done());
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      all.add(
          immediate
              .submit("a", new Numbered(i, Deadline.after(LONG)))
              .orElseThrow()
              .toCompletableFuture());
    }

    gate.complete(null);

    assertThat(all).allMatch(CompletableFuture::isDone);
  }

  /** Sends 1 alone, and then 2, 3 and 4 as a group. */
  private List<CompletableFuture<Void>> group() {
    submit("a", 1);
    List<CompletableFuture<Void>> group = List.of(submit("a", 2), submit("a", 3), submit("a", 4));
    assertThat(sent.get(1)).containsExactly(2, 3, 4);
    return group;
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<Void> submit(String key, int number) {
    return submit(key, number, LONG);
  }

  private static CompletableFuture<Void> submitTo(
      GroupCommit<String, Numbered> groups, int number) {
    return groups
        .submit("a", new Numbered(number, Deadline.after(LONG)))
        .orElseThrow()
        .toCompletableFuture();
  }

  private CompletableFuture<Void> submit(String key, int number, Duration budget) {
    return groups
        .submit(key, new Numbered(number, Deadline.after(budget)))
        .orElseThrow()
        .toCompletableFuture();
  }
}
