package net.es.esmond.storage.summary.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.internal.Calls;
import net.es.esmond.storage.spi.Leases;

/** A lease that its holder keeps prolonging while it works. Blocks; for one thread. */
public final class HeldLease implements AutoCloseable {
  private static final Duration DURATION = Duration.ofMinutes(2);
  private static final long PROLONG_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Leases leases;
  private final String name;
  private final String owner;
  private final Duration timeout;
  private boolean held;
  private long takenNanos;

  /**
   * Takes a lease if it is free.
   *
   * @param leases keeps it
   * @param name the work
   * @param owner this instance
   * @param timeout deadline of each request
   */
  public HeldLease(Leases leases, String name, String owner, Duration timeout) {
    this.leases = leases;
    this.name = name;
    this.owner = owner;
    this.timeout = timeout;
    take();
  }

  /** Says whether the lease is still ours, and prolongs it in time. */
  public boolean held() {
    if (held && System.nanoTime() - takenNanos > PROLONG_NANOS) {
      take();
    }
    return held;
  }

  private void take() {
    takenNanos = System.nanoTime();
    held = Calls.await(leases.take(name, owner, DURATION, Deadline.after(timeout)));
  }

  /** Gives the lease back, if it is ours. */
  @Override
  public void close() {
    if (held) {
      held = false;
      Calls.await(leases.release(name, owner, Deadline.after(timeout)));
    }
  }
}
