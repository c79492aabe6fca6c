package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.metadata.Node;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Decides whether a lookup asks as many replicas as it takes to miss nothing. It does not while one
 * of them is down or silent. After a failure, one lookup every half second finds out whether the
 * replicas answer again, and the others ask at the weaker level. Safe for use by many threads.
 */
final class LookupReplicas {
  private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

  private final Predicate<Collection<Node>> responsive;
  private final LongSupplier nanoTime;

  /** Sets of replicas that failed, with the time from which on a lookup may try them. */
  private final Map<Set<Node>, AtomicLong> failed = new ConcurrentHashMap<>();

  LookupReplicas(Predicate<Collection<Node>> responsive, LongSupplier nanoTime) {
    this.responsive = responsive;
    this.nanoTime = nanoTime;
  }

  /** Returns the level at which to ask these replicas now. */
  LookupLevel level(LookupLevel wanted, Set<Node> replicas) {
    return !wanted.hasWeaker() || responsive.test(replicas) && mayTry(replicas)
        ? wanted
        : wanted.weakened();
  }

  private boolean mayTry(Set<Node> replicas) {
    AtomicLong next = failed.isEmpty() ? null : failed.get(replicas);
    if (next == null) {
      return true;
    }
    long now = nanoTime.getAsLong();
    long due = next.get();
    return now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS);
  }

  void failed(Set<Node> replicas) {
    failed.put(replicas, new AtomicLong(nanoTime.getAsLong() + PAUSE_NANOS));
  }

  void answered(Set<Node> replicas) {
    if (!failed.isEmpty()) {
      failed.remove(replicas);
    }
  }
}
