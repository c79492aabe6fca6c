package net.es.esmond.storage.replication.internal;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.internal.Calls;
import net.es.esmond.storage.spi.ReplicationPort;

/**
 * The right to drive a change, prolonged for as long as this object is open. {@link #held} counts
 * from before the store was asked, so that it ends here no later than there.
 */
final class DriverLease implements AutoCloseable {
  private final ReplicationPort port;
  private final String owner;
  private final Duration duration;
  private final ScheduledFuture<?> renewal;
  private volatile long endNanos;

  private DriverLease(
      ReplicationPort port,
      String owner,
      Duration duration,
      long endNanos,
      ScheduledExecutorService timer) {
    this.port = port;
    this.owner = owner;
    this.duration = duration;
    this.endNanos = endNanos;
    long period = duration.toNanos() / 3;
    this.renewal = timer.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.NANOSECONDS);
  }

  /** Takes the lease; null when another instance holds it. */
  static @org.jspecify.annotations.Nullable DriverLease take(
      ReplicationPort port, String owner, Duration duration, ScheduledExecutorService timer) {
    long end = System.nanoTime() + duration.toNanos();
    return Calls.await(port.lease(owner, duration, Deadline.after(duration)))
        ? new DriverLease(port, owner, duration, end, timer)
        : null;
  }

  boolean held() {
    return endNanos - System.nanoTime() > 0;
  }

  /** Whether it is held for longer than that, renewed or not. */
  boolean heldFor(Duration time) {
    return endNanos - System.nanoTime() > time.toNanos();
  }

  private void renew() {
    long end = System.nanoTime() + duration.toNanos();
    var unused =
        port.lease(owner, duration, Deadline.after(duration.dividedBy(3)))
            .whenComplete(
                (granted, error) -> {
                  if (error == null) {
                    endNanos = granted ? end : System.nanoTime();
                  }
                });
  }

  @Override
  public void close() {
    renewal.cancel(false);
    if (held()) {
      endNanos = System.nanoTime();
      // When this fails the lease ends by itself.
      var unused = port.release(owner, Deadline.after(duration));
    }
  }
}
