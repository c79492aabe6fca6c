package net.es.esmond.storage.internal.async;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.InterruptedCallException;

/** Turns the asynchronous form of a call into the blocking one. */
public final class Futures {
  private Futures() {}

  /**
   * Waits for a stage that keeps its own deadline, as every stage of the ports does.
   *
   * @throws EsmondException the error of a stage that failed
   */
  public static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(e);
    } catch (ExecutionException e) {
      throw thrown(e);
    }
  }

  /** Starts asynchronous work. What it throws, an Error too, is the failure of the stage. */
  public static <T> CompletionStage<T> started(Supplier<? extends CompletionStage<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Does work and completes a future with its result, or with what it throws. */
  static <T> void complete(CompletableFuture<T> future, Supplier<T> work) {
    try {
      future.complete(work.get());
    } catch (RuntimeException | Error e) {
      future.completeExceptionally(e);
    }
  }

  /** Returns the failure of a stage without the wrapper that CompletableFuture puts around it. */
  public static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /**
   * Returns the exception to throw to a caller. An error of this library is copied for each caller,
   * since one error may end many calls.
   */
  public static RuntimeException thrown(ExecutionException e) {
    Throwable failure = unwrap(e.getCause() == null ? e : e.getCause());
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof EsmondException ours) {
      return ours.forCaller();
    }
    return failure instanceof RuntimeException r ? r : new IllegalStateException(failure);
  }
}
