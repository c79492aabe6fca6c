package net.es.esmond.storage.cassandra.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private final List<List<Integer>> sent = new ArrayList<>();
  private final List<CompletableFuture<Void>> answers = new ArrayList<>();
  private final GroupCommit<String, Integer> groups =
      new GroupCommit<>(
          2,
          3,
          4,
          (key, items) -> {
            sent.add(items);
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
          });

  @Test
  void whatComesAloneIsSentAtOnce() {
    submit("a", 1);

    assertThat(sent).containsExactly(List.of(1));
  }

  @Test
  void whatComesWhileTheLaneIsFullTravelsTogetherInBoundedGroups() {
    for (int i = 1; i <= 6; i++) {
      submit("a", i);
    }
    assertThat(sent).containsExactly(List.of(1), List.of(2));

    answers.get(0).complete(null);
    answers.get(1).complete(null);

    assertThat(sent).containsExactly(List.of(1), List.of(2), List.of(3, 4, 5), List.of(6));
  }

  @Test
  void eachKeyHasALaneOfItsOwn() {
    submit("a", 1);
    submit("a", 2);
    submit("b", 3);

    assertThat(sent).containsExactly(List.of(1), List.of(2), List.of(3));
  }

  @Test
  void anItemEndsAsItsGroupDoesAndALaterGroupIsNotHarmed() {
    CompletableFuture<Void> first = submit("a", 1);
    submit("a", 2);
    CompletableFuture<Void> third = submit("a", 3);

    answers.get(0).completeExceptionally(new IllegalStateException("refused"));
    answers.get(2).complete(null);

    assertThat(first).isCompletedExceptionally();
    assertThat(third).isCompleted();
  }

  @Test
  void whatWouldWaitBehindTooManyIsRefused() {
    for (int i = 1; i <= 6; i++) {
      submit("a", i);
    }

    assertThat(groups.submit("a", 7)).isEmpty();
    answers.get(0).complete(null);
    assertThat(groups.submit("a", 8)).isPresent();
  }

  @Test
  void groupsThatEndAtOnceDoNotPileUpOnTheStack() {
    AtomicInteger count = new AtomicInteger();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    GroupCommit<String, Integer> immediate =
        new GroupCommit<>(
            1, 1, 100_000, (key, items) -> count.getAndIncrement() == 0 ? gate : done());
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      all.add(immediate.submit("a", i).orElseThrow().toCompletableFuture());
    }

    gate.complete(null);

    assertThat(all).allMatch(CompletableFuture::isDone);
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<Void> submit(String key, int item) {
    return groups.submit(key, item).orElseThrow().toCompletableFuture();
  }
}
