package net.es.esmond.storage.testkit.chaos.archive;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import net.es.esmond.storage.error.ConflictException;
import net.es.esmond.storage.error.EsmondException;

/** Makes calls, and notes the begin and the end of each. Thread-safe. */
final class LoggedCalls {
  private final OperationLog log;
  private final AtomicLong ids = new AtomicLong();
  private final Phaser underWay = new Phaser(1);

  LoggedCalls(OperationLog log) {
    this.log = log;
  }

  /** What is noted of a call before it begins. */
  record Call(Kind kind, String subject, long from, long to, List<Sample> points) {
    static Call of(Kind kind, String subject) {
      return new Call(kind, subject, 0, 0, List.of());
    }

    static Call writing(Kind kind, String subject, List<Sample> points) {
      return new Call(kind, subject, 0, 0, points);
    }

    static Call reading(Kind kind, String subject, long from, long to) {
      return new Call(kind, subject, from, to, List.of());
    }
  }

  /**
   * Makes a call.
   *
   * @param call what is noted before
   * @param start starts it
   * @param end what is noted of the answer, with the call's id
   */
  <T> void make(Call call, Supplier<CompletionStage<T>> start, BiFunction<Long, T, Ended> end) {
    long id = begin(call);
    underWay.register();
    try {
      var unheard =
          start
              .get()
              .handle((answer, error) -> error == null ? end.apply(id, answer) : failed(id, error))
              .handle((ended, error) -> error == null ? ended : failed(id, error))
              .thenAccept(log::add)
              .whenComplete((noted, error) -> underWay.arriveAndDeregister());
    } catch (RuntimeException e) {
      log.add(failed(id, e));
      underWay.arriveAndDeregister();
    }
  }

  /** Makes a call that blocks. */
  <T> Optional<T> block(Call call, Supplier<T> start, BiFunction<Long, T, Ended> end) {
    long id = begin(call);
    try {
      T answer = start.get();
      log.add(end.apply(id, answer));
      return Optional.of(answer);
    } catch (RuntimeException e) {
      log.add(failed(id, e));
      return Optional.empty();
    }
  }

  /** Notes that the process did not get to run, by {@link System#nanoTime}. */
  void stalled(long from, long to) {
    long id = begin(Call.of(Kind.STALL, ""), from);
    log.add(new Ended(id, to, "", "", List.of(), List.of(), 0, true));
  }

  private long begin(Call call) {
    return begin(call, System.nanoTime());
  }

  private long begin(Call call, long nanos) {
    long id = ids.incrementAndGet();
    log.add(
        new Began(
            id,
            call.kind(),
            nanos,
            System.currentTimeMillis() * 1000,
            call.subject(),
            call.from(),
            call.to(),
            call.points()));
    return id;
  }

  /** How many calls of {@link #make} have not ended. */
  int underWay() {
    return underWay.getRegisteredParties() - 1;
  }

  /** Waits until no call of {@link #make} is under way, or until all should have ended. */
  void awaitNone() throws InterruptedException {
    try {
      underWay.awaitAdvanceInterruptibly(
          underWay.arrive(), CallsCheck.DEADLINE.multipliedBy(2).toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // What has no end by now is found in the log.
      return;
    }
  }

  private static Ended failed(long id, Throwable thrown) {
    Throwable error =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    String code =
        error instanceof ConflictException
            ? "CONFLICT"
            : error instanceof EsmondException known
                ? known.code().name()
                : error.getClass().getName();
    return Ended.failed(id, code, String.valueOf(error));
  }
}
