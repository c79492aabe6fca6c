package net.es.esmond.storage.internal.async;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Repeats an asynchronous step. Steps that end at once do not deepen the stack. */
public final class AsyncLoop {
  private final Supplier<CompletionStage<Boolean>> step;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private AsyncLoop(Supplier<CompletionStage<Boolean>> step) {
    this.step = step;
  }

  /**
   * Runs a step until the step yields false.
   *
   * @return a stage that completes after the last step, or with the first failure
   */
  public static CompletionStage<Void> whileTrue(Supplier<CompletionStage<Boolean>> step) {
    AsyncLoop loop = new AsyncLoop(step);
    loop.run();
    return loop.done;
  }

  private void run() {
    while (!done.isDone()) {
      CompletableFuture<Boolean> ended = Futures.started(step).toCompletableFuture();
      if (!ended.isDone()) {
        ended.whenComplete(
            (again, error) -> {
              ended(ended);
              run();
            });
        return;
      }
      ended(ended);
    }
  }

  private void ended(CompletableFuture<Boolean> result) {
    result.whenComplete(
        (again, error) -> {
          if (error != null) {
            done.completeExceptionally(error);
          } else if (!again) {
            done.complete(null);
          }
        });
  }
}
