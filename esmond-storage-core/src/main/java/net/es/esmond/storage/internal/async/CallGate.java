package net.es.esmond.storage.internal.async;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.ClassPathFault;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.progress.ProgressListener;
import org.jspecify.annotations.Nullable;

/**
 * Separates callers from one store of a storage. A stage that a caller gets completes on the
 * executor for completions and nowhere else. A caller that blocks is woken without that executor. A
 * gate may refuse calls that write. Closing the gate ends the calls that are under way.
 * Thread-safe.
 */
public final class CallGate implements AutoCloseable {
  private static final Executor DIRECTLY = Runnable::run;

  private final StoreException.Store store;
  private final Executor completions;
  private final Optional<String> noWrites;
  private final CallObserver observer;

  /** Calls under way, each with the executor on which its stage completes. */
  private final Map<CompletableFuture<?>, Executor> underWay = new ConcurrentHashMap<>();

  private volatile boolean closed;

  /**
   * Opens a gate.
   *
   * @param store the store that the calls ask
   * @param completions runs what callers have chained to their stages
   * @param noWrites why calls that write are refused, and then what to do; empty when they are not
   * @param observer hears of each call
   */
  public CallGate(
      StoreException.Store store,
      Executor completions,
      Optional<String> noWrites,
      CallObserver observer) {
    this.store = store;
    this.completions = completions;
    this.noWrites = noWrites;
    this.observer = observer;
  }

  /** Returns the executor of callers' code. */
  public Executor completions() {
    return completions;
  }

  /**
   * Describes a call, which {@link GatedCall} starts.
   *
   * @param name the caller's name for the call, such as {@code Archive.readPage}
   * @param timeout time from the call's start to its deadline
   * @param call starts the call; the caller gets at once what this function throws, as for bad
   *     input
   */
  public <T> GatedCall<T> call(
      String name, Duration timeout, Function<Deadline, CompletionStage<T>> call) {
    return new GatedCall<>(this, name, timeout, call);
  }

  /**
   * Describes a call that writes, as {@link #call} does. A gate without writes refuses the call
   * when it is started, before anything is sent.
   *
   * @param name the caller's name for the call, such as {@code Archive.write}
   */
  public <T> GatedCall<T> write(
      String name, Duration timeout, Function<Deadline, CompletionStage<T>> call) {
    return call(
        name,
        timeout,
        deadline -> {
          refuseWrite(name);
          return call.apply(deadline);
        });
  }

  /**
   * Throws an error when this gate refuses calls that write.
   *
   * @param name the caller's name for the call, such as {@code Archive.write}
   */
  public void refuseWrite(String name) {
    if (noWrites.isPresent()) {
      throw error(ErrorCode.READ_ONLY, name + " was refused, as " + noWrites.get());
    }
  }

  /**
   * Runs long work that writes on another thread and waits until the work ends or this gate closes.
   * Interrupting the caller interrupts the work.
   *
   * @param name the caller's name for the work, such as {@code Maintenance.deleteData}
   * @param threads runs the work; is shut down once this gate is closed
   */
  public <T> T run(String name, ExecutorService threads, Supplier<T> work) {
    refuseWrite(name);
    CompletableFuture<T> done = new CompletableFuture<>();
    CompletableFuture<T> answer = forLibrary(name, () -> done);
    Future<?> running;
    try {
      running = threads.submit(() -> Futures.complete(done, work));
    } catch (RejectedExecutionException e) {
      throw closedError();
    }
    try {
      return Futures.await(answer);
    } catch (InterruptedCallException e) {
      running.cancel(true);
      throw e;
    }
  }

  /**
   * Begins to report the progress of long work to a caller.
   *
   * @param work the kind of the work
   * @param listener the caller's listener, which runs where the caller's stages complete
   */
  public ProgressReport report(LongWork work, ProgressListener listener) {
    return new ProgressReport(work, listener, completions);
  }

  <T> CompletableFuture<T> forCaller(String name, Supplier<CompletionStage<T>> call) {
    return start(name, call, completions);
  }

  <T> CompletableFuture<T> forLibrary(String name, Supplier<CompletionStage<T>> call) {
    return start(name, call, DIRECTLY);
  }

  private <T> CompletableFuture<T> start(
      String name, Supplier<CompletionStage<T>> call, Executor endsOn) {
    if (closed) {
      return CompletableFuture.failedFuture(closedError());
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    underWay.put(answer, endsOn);
    CompletableFuture<T> inner;
    Consumer<@Nullable Throwable> ended = observer.begin(name, store);
    try {
      inner = call.get().toCompletableFuture();
    } catch (RuntimeException | Error e) {
      underWay.remove(answer);
      Throwable failure = ClassPathFault.named(e);
      ended.accept(failure);
      if (failure instanceof EsmondException named) {
        throw named;
      }
      throw e;
    }
    // While it is done already, nobody has chained anything to the answer yet.
    boolean done = inner.isDone();
    inner.whenComplete(
        (result, error) -> {
          Throwable failure = error == null ? null : ClassPathFault.named(Futures.unwrap(error));
          ended.accept(failure);
          end(answer, done ? DIRECTLY : endsOn, result, failure);
        });
    if (!done && closed) {
      end(answer, endsOn, null, closedError());
    }
    return answer;
  }

  /** Completes the caller's stage, unless closing the gate has completed it before. */
  private <T> void end(
      CompletableFuture<T> answer, Executor endsOn, @Nullable T result, @Nullable Throwable error) {
    underWay.remove(answer);
    if (error == null) {
      endsOn.execute(() -> answer.complete(result));
    } else {
      endsOn.execute(() -> answer.completeExceptionally(error));
    }
  }

  StoreException error(ErrorCode code, String message) {
    return new StoreException(code, store, message, List.of(), null);
  }

  private StoreException closedError() {
    return error(
        ErrorCode.CLOSED,
        "the archive's storage was closed; repeat the call in another instance, or open a new"
            + " storage");
  }

  /** Ends the calls under way and refuses later calls, both with {@link ErrorCode#CLOSED}. */
  @Override
  public void close() {
    closed = true;
    underWay.forEach((answer, endsOn) -> end(answer, endsOn, null, closedError()));
  }
}
