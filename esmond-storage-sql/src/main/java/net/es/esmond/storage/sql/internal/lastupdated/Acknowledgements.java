package net.es.esmond.storage.sql.internal.lastupdated;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.TimedTasks;

/**
 * Acknowledgements are the stages that callers await who want their touches written before they go
 * on. One check of all deadlines runs every 5 ms while any stage is incomplete: a timer for each
 * call would cost more than the rest of the call. Thread-safe.
 */
final class Acknowledgements {
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);
  private static final Executor DIRECTLY = Runnable::run;

  private final TimedTasks timed;
  private final Executor answering;

  /** Stages that no statement serves yet. */
  private final Queue<Acknowledgement> waiting = new ConcurrentLinkedQueue<>();

  /** Stages that were incomplete at the last check, and all stages since. */
  private final Queue<Acknowledgement> watched = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean watching = new AtomicBoolean();

  /**
   * Creates an empty set.
   *
   * @param timed runs the check of deadlines
   * @param answering runs what follows the touches, and wakes callers that block; meanwhile the
   *     next statement can begin
   */
  Acknowledgements(TimedTasks timed, Executor answering) {
    this.timed = timed;
    this.answering = answering;
  }

  /**
   * Returns a stage that completes with a statement which begins from now on. Must be called before
   * the touch.
   */
  Acknowledgement await(EventTypeRows rows, Deadline deadline) {
    Acknowledgement its = new Acknowledgement(rows, deadline);
    waiting.add(its);
    watched.add(its);
    watch();
    return its;
  }

  private void watch() {
    if (!watching.get() && watching.compareAndSet(false, true)) {
      var unused = timed.after(LOOK_EVERY, this::look);
    }
  }

  private void look() {
    watched.removeIf(Acknowledgement::isOver);
    watching.set(false);
    if (!watched.isEmpty()) {
      watch();
    }
  }

  /** Returns the event types of the stages that no statement serves yet. */
  Set<EventTypeRows> rows() {
    return waiting.stream().map(its -> its.rows).collect(Collectors.toSet());
  }

  /** Takes the stages that the next statement may serve. Their touches are cleared before. */
  List<Acknowledgement> take() {
    List<Acknowledgement> taken = new ArrayList<>();
    for (Acknowledgement its = waiting.poll(); its != null; its = waiting.poll()) {
      taken.add(its);
    }
    return taken;
  }

  /**
   * Completes the stages that the statement served. The other stages wait for another statement.
   *
   * @param unknownIsFinal whether stages of unregistered event types fail now, or wait
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

  /** Has stages wait for another statement, as theirs failed. */
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
