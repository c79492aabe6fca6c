package net.es.esmond.storage.testkit.memory;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.spi.Leases;

/** Leases in memory, by one clock. */
final class InMemoryLeases implements Leases {
  private final ConcurrentMap<String, Lease> leases = new ConcurrentHashMap<>();
  private final Clock clock;

  private record Lease(String owner, Instant end) {}

  InMemoryLeases(Clock clock) {
    this.clock = clock;
  }

  @Override
  public CompletionStage<Boolean> take(
      String name, String owner, Duration duration, Deadline deadline) {
    Instant now = clock.instant();
    Lease held =
        leases.compute(
            name,
            (key, lease) ->
                lease == null || lease.owner().equals(owner) || !lease.end().isAfter(now)
                    ? new Lease(owner, now.plus(duration))
                    : lease);
    return completedFuture(held.owner().equals(owner));
  }

  @Override
  public CompletionStage<Void> release(String name, String owner, Deadline deadline) {
    leases.computeIfPresent(name, (key, lease) -> lease.owner().equals(owner) ? null : lease);
    return completedFuture(null);
  }
}
