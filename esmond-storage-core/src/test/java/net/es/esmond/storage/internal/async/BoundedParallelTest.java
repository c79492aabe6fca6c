package net.es.esmond.storage.internal.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedParallelTest {
  private final List<CompletableFuture<Void>> started = new ArrayList<>();

  @Test
  void starts_as_many_as_allowed_then_one_for_each_end() {
    CompletionStage<Void> all = BoundedParallel.all(items(5), 2, this::start);
    assertThat(started).hasSize(2);

    started.get(1).complete(null);
    assertThat(started).hasSize(3);

    for (int i = 0; i < 5; i++) {
      assertThat(all.toCompletableFuture()).isNotDone();
      started.get(i).complete(null);
    }
    assertThat(all.toCompletableFuture()).isCompleted();
  }

  @Test
  void starts_nothing_more_after_a_failure() {
    CompletionStage<Void> all = BoundedParallel.all(items(5), 2, this::start);

    started.get(0).completeExceptionally(new IllegalStateException("expected"));
    started.get(1).complete(null);

    assertThat(started).hasSize(2);
    assertThat(all.toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void a_step_that_throws_fails_the_stage_at_any_time() {
    CompletionStage<Void> all =
        BoundedParallel.all(
            items(3),
            1,
            item -> {
              if (item == 1) {
                throw new NoClassDefFoundError("absent");
              }
              return start(item);
            });
    assertThat(all.toCompletableFuture()).isNotDone();

    started.get(0).complete(null);

    assertThat(all.toCompletableFuture())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withRootCauseInstanceOf(NoClassDefFoundError.class);
    assertThat(started).hasSize(1);
  }

  @Test
  void many_steps_that_end_at_once_need_no_deep_stack() {
    assertThat(
            BoundedParallel.all(items(100_000), 4, i -> CompletableFuture.completedFuture(null))
                .toCompletableFuture())
        .isCompleted();
  }

  @Test
  void nothing_to_do_is_done() {
    assertThat(BoundedParallel.all(items(0), 4, this::start).toCompletableFuture()).isCompleted();
  }

  private CompletionStage<Void> start(int item) {
    CompletableFuture<Void> step = new CompletableFuture<>();
    started.add(step);
    return step;
  }

  private static List<Integer> items(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}
