package net.es.esmond.storage.internal.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class AsyncLoopTest {
  private final List<CompletableFuture<Boolean>> steps = new ArrayList<>();

  @Test
  void repeats_a_step_until_it_yields_false() {
    CompletionStage<Void> loop = AsyncLoop.whileTrue(this::step);

    steps.get(0).complete(true);
    steps.get(1).complete(false);

    assertThat(loop.toCompletableFuture()).isCompleted();
    assertThat(steps).hasSize(2);
  }

  @Test
  void a_step_that_throws_an_error_ends_the_loop() {
    CompletionStage<Void> loop =
        AsyncLoop.whileTrue(
            () -> {
              if (steps.size() == 1) {
                throw new NoClassDefFoundError("absent");
              }
              return step();
            });

    steps.get(0).complete(true);

    assertThat(loop.toCompletableFuture())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withRootCauseInstanceOf(NoClassDefFoundError.class);
  }

  private CompletionStage<Boolean> step() {
    steps.add(new CompletableFuture<>());
    return steps.get(steps.size() - 1);
  }
}
