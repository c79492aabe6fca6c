package net.es.esmond.storage.internal.async;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * gate may refuse calls that write. A call that has not ended a short while after its deadline is
 * ended by the gate, whatever it waits for. Closing the gate ends the calls that are under way.
 * Thread-safe.
 */
public final class CallGate implements AutoCloseable {
  private static final Executor DIRECTLY = Runnable::run;

  /** Time between two looks for calls whose deadline has passed. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final StoreException.Store store;
  private final Executor completions;
  private final Executor workers;
  private final Optional<String> noWrites;
  private final CallObserver observer;

  private final Set<Answer<?>> underWay = ConcurrentHashMap.newKeySet();
  private final Future<?> looks;
  private volatile boolean closed;

  /** The stage of a call, with the executor on which it completes and who hears of its end. */
  private static final class Answer<T> extends CompletableFuture<T> {
    final Executor endsOn;
    final Consumer<@Nullable Throwable> observer;

    /** Null for work that may take as long as it takes. */
    final @Nullable Deadline deadline;

    /** Time by {@link System#nanoTime} from which on the gate ends the call. */
    final long lateNanos;

    Answer(Executor endsOn, Consumer<@Nullable Throwable> observer, @Nullable Deadline deadline) {
      this.endsOn = endsOn;
      this.observer = observer;
      this.deadline = deadline;
      Duration left = deadline == null ? Duration.ZERO : deadline.remaining();
      this.lateNanos = System.nanoTime() + left.plus(GatedCall.GRACE).toNanos();
    }
  }

  /**
   * Opens a gate.
   *
   * @param store the store that the calls ask
   * @param threads run what callers have chained to their stages, and look for late calls
   * @param noWrites why calls that write are refused, and then what to do; empty when they are not
   * @param observer hears of each call
   */
  public CallGate(
      StoreException.Store store,
      StorageThreads threads,
      Optional<String> noWrites,
      CallObserver observer) {
    this.store = store;
    this.completions = threads.completions();
    this.workers = threads.executor();
    this.noWrites = noWrites;
    this.observer = observer;
    // Not on a worker: the work for which a call is late may be what keeps the workers.
    looks = threads.repeat("ending late calls", LOOK_EVERY, this::endLate);
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
    CompletableFuture<T> answer = start(name, null, () -> done, DIRECTLY);
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

  /** Returns the executor of the library's own work. */
  Executor workers() {
    return workers;
  }

  <T> CompletableFuture<T> forCaller(
      String name, Deadline deadline, Supplier<CompletionStage<T>> call) {
    return start(name, deadline, call, completions);
  }

  <T> CompletableFuture<T> forLibrary(
      String name, Deadline deadline, Supplier<CompletionStage<T>> call) {
    return start(name, deadline, call, DIRECTLY);
  }

  private <T> CompletableFuture<T> start(
      String name,
      @Nullable Deadline deadline,
      Supplier<CompletionStage<T>> call,
      Executor endsOn) {
    if (closed) {
      return CompletableFuture.failedFuture(closedError());
    }
    Answer<T> answer = new Answer<>(endsOn, observer.begin(name, store), deadline);
    underWay.add(answer);
    CompletableFuture<T> inner;
    try {
      inner = call.get().toCompletableFuture();
    } catch (RuntimeException | Error e) {
      Throwable failure = ClassPathFault.named(e);
      if (underWay.remove(answer)) {
        answer.observer.accept(failure);
      }
      if (failure instanceof EsmondException named) {
        throw named;
      }
      throw e;
    }
    // While it is done already, nobody has chained anything to the answer yet.
    Executor here = inner.isDone() ? DIRECTLY : endsOn;
    inner.whenComplete((result, error) -> end(answer, here, result, error));
    if (closed) {
      end(answer, endsOn, null, closedError());
    }
    return answer;
  }

  /** Completes the caller's stage, unless it has ended before. */
  private <T> void end(
      Answer<T> answer, Executor endsOn, @Nullable T result, @Nullable Throwable error) {
    if (!underWay.remove(answer)) {
      return;
    }
    Throwable failure = error == null ? null : ClassPathFault.named(Futures.unwrap(error));
    answer.observer.accept(failure);
    if (failure == null) {
      endsOn.execute(() -> answer.complete(result));
    } else {
      endsOn.execute(() -> answer.completeExceptionally(failure));
    }
  }

  /** Ends the calls that should have ended by themselves. */
  private void endLate() {
    long now = System.nanoTime();
    for (Answer<?> answer : underWay) {
      Deadline deadline = answer.deadline;
      if (deadline != null && now - answer.lateNanos >= 0) {
        end(answer, answer.endsOn, null, lateError(deadline));
      }
    }
  }

  StoreException lateError(Deadline deadline) {
    return error(
        ErrorCode.DEADLINE_EXCEEDED,
        "the call did not end within " + deadline.budget() + ": repeat it, or allow it more time");
  }

  private StoreException error(ErrorCode code, String message) {
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
    looks.cancel(false);
    underWay.forEach(answer -> end(answer, answer.endsOn, null, closedError()));
  }
}
