package net.es.esmond.storage.sql.internal.lastupdated;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import net.es.esmond.storage.Deadline;

/**
 * What callers await who want their touches written before they go on. Deadlines are looked at
 * together, every few milliseconds while anybody waits: a timer for each call would cost more than
 * the rest of it. Thread-safe.
 */
final class Acknowledgements {
  private static final long LOOK_EVERY_MILLIS = 5;
  private static final Executor DIRECTLY = Runnable::run;

  private final Executor later =
      CompletableFuture.delayedExecutor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS, DIRECTLY);

  private final Executor answering;

  /** Those that no statement serves yet. */
  private final Queue<Acknowledgement> waiting = new ConcurrentLinkedQueue<>();

  /** Those that were not done at the last look, and all since. */
  private final Queue<Acknowledgement> watched = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean watching = new AtomicBoolean();

  /**
   * Creates an empty set.
   *
   * @param answering runs what callers have chained to their touches, and wakes those that block;
   *     meanwhile the next statement can begin
   */
  Acknowledgements(Executor answering) {
    this.answering = answering;
  }

  /** Completes with a statement that begins from now on. To be called before the touch. */
  Acknowledgement await(EventTypeRows rows, Deadline deadline) {
    Acknowledgement its = new Acknowledgement(rows, deadline);
    waiting.add(its);
    watched.add(its);
    watch();
    return its;
  }

  private void watch() {
    if (!watching.get() && watching.compareAndSet(false, true)) {
      later.execute(this::look);
    }
  }

  private void look() {
    watched.removeIf(Acknowledgement::isOver);
    watching.set(false);
    if (!watched.isEmpty()) {
      watch();
    }
  }

  /** Takes those that a statement may serve which begins after this: touches are cleared before. */
  List<Acknowledgement> take() {
    List<Acknowledgement> taken = new ArrayList<>();
    for (Acknowledgement its = waiting.poll(); its != null; its = waiting.poll()) {
      taken.add(its);
    }
    return taken;
  }

  /**
   * Answers those that the statement served; another one may serve the others.
   *
   * @param unknownIsFinal whether to report what is not registered
   */
  void settle(List<Acknowledgement> taken, TouchTable.Outcome outcome, boolean unknownIsFinal) {
    List<Acknowledgement> served = new ArrayList<>(taken.size());
    for (Acknowledgement its : taken) {
      if (outcome.stamped().containsKey(its.rows)
          || (unknownIsFinal && outcome.unknown().containsKey(its.rows))) {
        served.add(its);
      } else {
        putBack(its);
      }
    }
    // A single caller is woken sooner from here.
    (served.size() > 1 ? answering : DIRECTLY)
        .execute(() -> served.forEach(its -> its.answer(outcome.unknown().get(its.rows))));
  }

  /** The statement failed: another one may serve them. */
  void putBack(List<Acknowledgement> taken) {
    taken.forEach(this::putBack);
  }

  private void putBack(Acknowledgement unserved) {
    if (!unserved.isDone()) {
      waiting.add(unserved);
    }
  }

  void failAll(Throwable failure) {
    watched.forEach(its -> its.completeExceptionally(failure));
  }
}
