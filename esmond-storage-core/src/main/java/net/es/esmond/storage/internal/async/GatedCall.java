package net.es.esmond.storage.internal.async;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.InterruptedCallException;

/**
 * A call of a caller's, in whichever form it is asked for; each start has a deadline of its own.
 *
 * @param <T> its result
 */
public final class GatedCall<T> {
  /** What an error may come after the deadline, so that the one that says most is heard. */
  private static final Duration GRACE = Duration.ofMillis(250);

  private final CallGate gate;
  private final Duration timeout;
  private final Function<Deadline, CompletionStage<T>> call;

  GatedCall(CallGate gate, Duration timeout, Function<Deadline, CompletionStage<T>> call) {
    this.gate = gate;
    this.timeout = timeout;
    this.call = call;
  }

  /** Starts the call; what is chained to the stage is a caller's code. */
  public CompletionStage<T> async() {
    return gate.forCaller(() -> call.apply(Deadline.after(timeout)));
  }

  /** Starts the call; what is chained to the stage is code of the library, and short. */
  public CompletionStage<T> inside() {
    return gate.forLibrary(() -> call.apply(Deadline.after(timeout)));
  }

  /** Makes the call and waits for it, no longer than its deadline and a quarter of a second. */
  public T blocking() {
    return begin().get();
  }

  /** Starts the call; the supplier waits for it as {@link #blocking} does. */
  public Supplier<T> begin() {
    Deadline deadline = Deadline.after(timeout);
    CompletableFuture<T> answer = gate.forLibrary(() -> call.apply(deadline));
    return () -> await(answer, deadline);
  }

  private T await(CompletableFuture<T> answer, Deadline deadline) {
    try {
      return answer.get(deadline.remaining().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(e);
    } catch (ExecutionException e) {
      throw Futures.thrown(e);
    } catch (TimeoutException e) {
      throw gate.error(
          ErrorCode.DEADLINE_EXCEEDED,
          "the call's deadline of " + deadline.budget() + " has passed");
    }
  }
}
