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
import net.es.esmond.storage.error.InterruptedCallException;

/**
 * Makes a caller's call in its blocking or asynchronous form. Each start has its own deadline.
 *
 * @param <T> type of the call's result
 */
public final class GatedCall<T> {
  /**
   * Time after the deadline in which the call's own error may still arrive, since it says more than
   * a timeout.
   */
  static final Duration GRACE = Duration.ofMillis(250);

  private final CallGate gate;
  private final String name;
  private final Duration timeout;
  private final Function<Deadline, CompletionStage<T>> call;

  GatedCall(
      CallGate gate, String name, Duration timeout, Function<Deadline, CompletionStage<T>> call) {
    this.gate = gate;
    this.name = name;
    this.timeout = timeout;
    this.call = call;
  }

  /** Starts the call for a caller, whose code may be chained to the stage. */
  public CompletionStage<T> async() {
    Deadline deadline = Deadline.after(timeout);
    return gate.forCaller(name, deadline, () -> call.apply(deadline));
  }

  /** Starts the call for the library, which chains only short code to the stage. */
  public CompletionStage<T> inside() {
    return begun(Deadline.after(timeout));
  }

  /** Makes the call and waits for its result, at most until 0.25 s after its deadline. */
  public T blocking() {
    return begin().get();
  }

  /**
   * Makes the call as {@link #blocking} does. What the call does between requests is done by this
   * thread while it waits, if it looks for {@link CallerThread#orElse}: that saves waking another.
   */
  public T blockingHere() {
    Deadline deadline = Deadline.after(timeout);
    CallerThread here = new CallerThread(gate.workers());
    CompletableFuture<T> answer = here.start(() -> begun(deadline));
    here.runUntil(answer, deadline.remaining());
    return await(answer, deadline);
  }

  /** Starts the call. The supplier waits for its result as {@link #blocking} does. */
  public Supplier<T> begin() {
    Deadline deadline = Deadline.after(timeout);
    CompletableFuture<T> answer = begun(deadline);
    return () -> await(answer, deadline);
  }

  private CompletableFuture<T> begun(Deadline deadline) {
    return gate.forLibrary(name, deadline, () -> call.apply(deadline));
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
      throw gate.lateError(deadline);
    }
  }
}
