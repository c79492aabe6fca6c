package net.es.esmond.storage.internal.async;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The gate between callers and one store of a storage. A stage that a caller gets completes on the
 * completions' executor and nowhere else; a caller that blocks is woken without it. The gate knows
 * which calls are under way, so that closing it ends them. Thread-safe.
 */
public final class CallGate implements AutoCloseable {
  private static final Executor DIRECTLY = Runnable::run;

  private final StoreException.Store store;
  private final Executor completions;

  /** Calls under way, and where each of them ends. */
  private final Map<CompletableFuture<?>, Executor> underWay = new ConcurrentHashMap<>();

  private volatile boolean closed;

  /**
   * Opens a gate.
   *
   * @param store what the calls ask
   * @param completions runs what callers have chained to their stages
   */
  public CallGate(StoreException.Store store, Executor completions) {
    this.store = store;
    this.completions = completions;
  }

  /**
   * Describes a call; {@link GatedCall} starts it.
   *
   * @param timeout its deadline
   * @param call starts it; what it throws, as for bad input, the caller gets at once
   */
  public <T> GatedCall<T> call(Duration timeout, Function<Deadline, CompletionStage<T>> call) {
    return new GatedCall<>(this, timeout, call);
  }

  /** Refuses a call that is not made through this gate, once it is closed. */
  public void requireOpen() {
    if (closed) {
      throw closedError();
    }
  }

  <T> CompletableFuture<T> forCaller(Supplier<CompletionStage<T>> call) {
    return start(call, completions);
  }

  <T> CompletableFuture<T> forLibrary(Supplier<CompletionStage<T>> call) {
    return start(call, DIRECTLY);
  }

  private <T> CompletableFuture<T> start(Supplier<CompletionStage<T>> call, Executor endsOn) {
    if (closed) {
      return CompletableFuture.failedFuture(closedError());
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    underWay.put(answer, endsOn);
    CompletableFuture<T> inner;
    try {
      inner = call.get().toCompletableFuture();
    } catch (RuntimeException | Error e) {
      underWay.remove(answer);
      throw e;
    }
    if (inner.isDone()) {
      // Nobody has chained anything to the answer yet.
      inner.whenComplete((result, error) -> end(answer, DIRECTLY, result, error));
    } else {
      inner.whenComplete((result, error) -> end(answer, endsOn, result, error));
      if (closed) {
        end(answer, endsOn, null, closedError());
      }
    }
    return answer;
  }

  /** An answer that was given already, by closing, stays. */
  private <T> void end(
      CompletableFuture<T> answer, Executor endsOn, @Nullable T result, @Nullable Throwable error) {
    underWay.remove(answer);
    if (error == null) {
      endsOn.execute(() -> answer.complete(result));
    } else {
      Throwable failure = Futures.unwrap(error);
      endsOn.execute(() -> answer.completeExceptionally(failure));
    }
  }

  StoreException error(ErrorCode code, String message) {
    return new StoreException(code, store, message, List.of(), null);
  }

  private StoreException closedError() {
    return error(ErrorCode.CLOSED, "the archive's storage is closed");
  }

  /** Ends the calls under way, and refuses those to come, with {@link ErrorCode#CLOSED}. */
  @Override
  public void close() {
    closed = true;
    underWay.forEach((answer, endsOn) -> end(answer, endsOn, null, closedError()));
  }
}
