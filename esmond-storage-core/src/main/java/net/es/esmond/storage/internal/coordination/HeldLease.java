package net.es.esmond.storage.internal.coordination;

import java.time.Duration;
import java.util.function.LongSupplier;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.spi.Leases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a lease and prolongs it while the holder works. The holder asks regularly whether the lease
 * is still held, and each question prolongs it when due. Blocks; for one thread.
 */
public final class HeldLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeldLease.class);
  private static final Duration DURATION = Duration.ofMinutes(2);

  private final Leases leases;
  private final String name;
  private final String owner;
  private final Duration duration;
  private final Duration timeout;
  private final LongSupplier nanoTime;
  private boolean held;
  private long takenNanos;
  private long triedNanos;

  /** Takes a lease of two minutes if it is free, as the other constructor does. */
  public HeldLease(Leases leases, String name, String owner, Duration timeout) {
    this(leases, name, owner, DURATION, timeout);
  }

  /**
   * Takes a lease if it is free.
   *
   * @param leases the store of leases
   * @param name the lease's name, after the work
   * @param owner the name of this instance
   * @param duration duration of the lease; a lease is prolonged when a quarter has passed
   * @param timeout deadline of each request, much shorter than the duration
   */
  public HeldLease(Leases leases, String name, String owner, Duration duration, Duration timeout) {
    this(leases, name, owner, duration, timeout, System::nanoTime);
  }

  HeldLease(
      Leases leases,
      String name,
      String owner,
      Duration duration,
      Duration timeout,
      LongSupplier nanoTime) {
    this.leases = leases;
    this.name = name;
    this.owner = owner;
    this.duration = duration;
    this.timeout = timeout;
    this.nanoTime = nanoTime;
    take();
  }

  /** Returns whether this instance still has the lease, and prolongs it when due. */
  public boolean held() {
    return heldFor(Duration.ZERO);
  }

  /**
   * Returns whether this instance has the lease for at least this time from now, even if it cannot
   * be prolonged.
   */
  public boolean heldFor(Duration time) {
    long pause = duration.toNanos() / 4;
    if (held && passed(takenNanos, pause) && passed(triedNanos, pause / 4)) {
      prolong();
    }
    held = held && !passed(takenNanos, duration.toNanos());
    return held && !passed(takenNanos, duration.minus(time).toNanos());
  }

  /** Prolongs the lease. If the store cannot be asked now, the lease lasts until its end. */
  private void prolong() {
    try {
      take();
    } catch (EsmondException e) {
      LOG.debug("lease {} could not be prolonged", name, e);
    }
  }

  private void take() {
    triedNanos = nanoTime.getAsLong();
    held = Futures.await(leases.take(name, owner, duration, Deadline.after(timeout)));
    takenNanos = triedNanos;
  }

  private boolean passed(long sinceNanos, long nanos) {
    return nanoTime.getAsLong() - sinceNanos > nanos;
  }

  /**
   * Releases the lease, if this instance has it, and waits until it is free. The next holder may
   * then take it at once. If the release fails, the lease expires.
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
