package net.es.esmond.storage.cassandra.internal.series;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import com.datastax.oss.driver.api.core.metadata.Node;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import net.es.esmond.storage.cassandra.internal.batch.GroupCommit;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cluster.Deadline;

/**
 * Decides whether a lookup asks as many replicas as it takes to miss nothing. It does not while one
 * of them is down or silent. After a failure, one lookup every half second finds out whether the
 * replicas answer again, and the others ask at the weaker level.
 *
 * <p>Few lookups wait for all replicas of a set at a time. A coordinator keeps a thread for each of
 * them until its own timeout of five seconds, and has 128 threads for all its clients. One hung
 * replica would otherwise use up the threads of its living neighbours. Safe for use by many
 * threads.
 */
final class LookupReplicas {
  /** Number of lookups that ask all replicas of one set at a time. */
  static final int WIDTH = 8;

  static final int MAX_WAITING = 10_000;

  /** What waits, in words. */
  static final String LOOKUPS = "lookups before writes";

  private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

  private final Predicate<Collection<Node>> responsive;
  private final GroupCommit.Timer timer;
  private final GroupCommit<Set<Node>, Turn> turns;

  /** Sets of replicas that failed, with the time from which on a lookup may try them. */
  private final Map<Set<Node>, AtomicLong> failed = new ConcurrentHashMap<>();

  LookupReplicas(Predicate<Collection<Node>> responsive, GroupCommit.Timer timer) {
    this.responsive = responsive;
    this.timer = timer;
    this.turns = new GroupCommit<>(WIDTH, 1, MAX_WAITING, timer, this::take);
  }

  /** A lookup that waits for its turn to ask all replicas, or has had it. */
  private static final class Turn implements GroupCommit.Item {
    final Function<LookupLevel, CompletionStage<Void>> lookup;
    final LookupLevel wanted;
    final Deadline deadline;
    boolean unanswered;

    Turn(
        Function<LookupLevel, CompletionStage<Void>> lookup,
        LookupLevel wanted,
        Deadline deadline) {
      this.lookup = lookup;
      this.wanted = wanted;
      this.deadline = deadline;
    }

    @Override
    public Deadline deadline() {
      return deadline;
    }
  }

  /** Makes a lookup at the level wanted, or at the weaker one when the replicas cannot answer. */
  CompletionStage<Void> ask(
      Set<Node> replicas,
      LookupLevel wanted,
      Deadline deadline,
      Function<LookupLevel, CompletionStage<Void>> lookup) {
    if (!wanted.hasWeaker()) {
      return lookup.apply(wanted);
    }
    Turn turn = new Turn(lookup, wanted, deadline);
    return turns
        .submit(replicas, turn)
        .orElseGet(() -> failedFuture(CqlSeriesWriter.overloaded(MAX_WAITING, LOOKUPS)))
        .thenCompose(
            had -> turn.unanswered ? lookup.apply(wanted.weakened()) : completedFuture(null));
  }

  private CompletionStage<Void> take(Set<Node> replicas, List<Turn> one, Deadline deadline) {
    Turn turn = one.get(0);
    if (!responsive.test(replicas) || !mayTry(replicas)) {
      turn.unanswered = true;
      return completedFuture(null);
    }
    return turn.lookup
        .apply(turn.wanted)
        .thenAccept(done -> failed.remove(replicas))
        .exceptionallyCompose(
            error -> {
              // Where the line took all of the lookup's time, the replicas have not failed.
              if (!Failures.isTransient(error) || deadline.expired()) {
                return failedFuture(error);
              }
              failed.put(replicas, new AtomicLong(timer.nanoTime() + PAUSE_NANOS));
              turn.unanswered = true;
              return completedFuture(null);
            });
  }

  private boolean mayTry(Set<Node> replicas) {
    AtomicLong next = failed.get(replicas);
    if (next == null) {
      return true;
    }
    long now = timer.nanoTime();
    long due = next.get();
    return now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS);
  }
}
