package net.es.esmond.storage.internal.coordination;

import java.time.Duration;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.spi.Leases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease that its holder keeps prolonging while it works, by asking whether it is still held.
 * Blocks; for one thread.
 */
public final class HeldLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeldLease.class);
  private static final Duration DURATION = Duration.ofMinutes(2);

  private final Leases leases;
  private final String name;
  private final String owner;
  private final Duration duration;
  private final Duration timeout;
  private boolean held;
  private long takenNanos;
  private long triedNanos;

  /** Takes a lease of two minutes if it is free; see the other constructor. */
  public HeldLease(Leases leases, String name, String owner, Duration timeout) {
    this(leases, name, owner, DURATION, timeout);
  }

  /**
   * Takes a lease if it is free.
   *
   * @param leases keeps it
   * @param name the work
   * @param owner this instance
   * @param duration for how long it is taken each time; prolonged when a quarter has passed
   * @param timeout deadline of each request, much shorter
   */
  public HeldLease(Leases leases, String name, String owner, Duration duration, Duration timeout) {
    this.leases = leases;
    this.name = name;
    this.owner = owner;
    this.duration = duration;
    this.timeout = timeout;
    take();
  }

  /** Says whether the lease is still ours, and prolongs it in time. */
  public boolean held() {
    return heldFor(Duration.ZERO);
  }

  /** Says whether the lease is ours for that much longer, prolonged again or not. */
  public boolean heldFor(Duration time) {
    long pause = duration.toNanos() / 4;
    if (held && passed(takenNanos, pause) && passed(triedNanos, pause / 4)) {
      prolong();
    }
    held = held && !passed(takenNanos, duration.toNanos());
    return held && !passed(takenNanos, duration.minus(time).toNanos());
  }

  /** A store that cannot be asked just now does not take away what it has given. */
  private void prolong() {
    try {
      take();
    } catch (EsmondException e) {
      LOG.debug("lease {} could not be prolonged", name, e);
    }
  }

  private void take() {
    triedNanos = System.nanoTime();
    held = Futures.await(leases.take(name, owner, duration, Deadline.after(timeout)));
    takenNanos = triedNanos;
  }

  private static boolean passed(long sinceNanos, long nanos) {
    return System.nanoTime() - sinceNanos > nanos;
  }

  /**
   * Gives the lease back, if it is ours, and waits until it is free, so that what follows may take
   * it at once; when that fails it ends by itself.
   */
  @Override
  public void close() {
    if (held) {
      held = false;
      try {
        Futures.await(leases.release(name, owner, Deadline.after(timeout)));
      } catch (EsmondException e) {
        LOG.debug("lease {} ends by itself", name, e);
      }
    }
  }
}
