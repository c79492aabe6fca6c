package net.es.esmond.storage.internal.async;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Runs many asynchronous steps, of which a bounded number are under way at a time. */
public final class BoundedParallel {
  private BoundedParallel() {}

  /**
   * Runs a step for each item. The next step starts when one ends, and none starts after a failure.
   *
   * @return a stage that completes when all steps have succeeded, or with the first failure
   */
  public static <T> CompletionStage<Void> all(
      List<T> items, int width, Function<T, CompletionStage<?>> step) {
    if (items.size() == 1) {
      return started(step, items.get(0)).thenAccept(result -> {});
    }
    Run<T> run = new Run<>(items, step);
    for (int i = 0; i < Math.min(width, items.size()); i++) {
      run.lane();
    }
    if (items.isEmpty()) {
      run.done.complete(null);
    }
    return run.done;
  }

  /**
   * Runs a step for each item, as {@link #all} does.
   *
   * @return a stage of the steps' results, in the order of the items
   */
  public static <T, R> CompletionStage<List<R>> results(
      List<T> items, int width, Function<T, CompletionStage<R>> step) {
    AtomicReferenceArray<R> results = new AtomicReferenceArray<>(items.size());
    List<Integer> positions = IntStream.range(0, items.size()).boxed().toList();
    return all(
            positions,
            width,
            i -> step.apply(items.get(i)).thenAccept(result -> results.set(i, result)))
        .thenApply(done -> positions.stream().map(results::get).toList());
  }

  /** Starts a step. What it throws fails its stage, as nobody else would hear of it. */
  private static <T> CompletableFuture<?> started(Function<T, CompletionStage<?>> step, T item) {
    try {
      return step.apply(item).toCompletableFuture();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static final class Run<T> {
    private final List<T> items;
    private final Function<T, CompletionStage<?>> step;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Run(List<T> items, Function<T, CompletionStage<?>> step) {
      this.items = items;
      this.step = step;
    }

    /**
     * Runs the steps of one item after another: in a loop while steps end at once, else by a
     * callback.
     */
    void lane() {
      int i;
      while (!done.isDone() && (i = next.getAndIncrement()) < items.size()) {
        CompletableFuture<?> result = started(step, items.get(i));
        if (result.isDone()) {
          ended(result);
        } else {
          result.whenComplete(
              (value, error) -> {
                ended(result);
                lane();
              });
          return;
        }
      }
    }

    private void ended(CompletableFuture<?> result) {
      if (result.isCompletedExceptionally()) {
        result.exceptionally(
            error -> {
              done.completeExceptionally(error);
              return null;
            });
      } else if (ended.incrementAndGet() == items.size()) {
        done.complete(null);
      }
    }
  }
}
