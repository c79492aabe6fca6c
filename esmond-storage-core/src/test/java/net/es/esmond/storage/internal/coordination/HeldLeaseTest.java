package net.es.esmond.storage.internal.coordination;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.spi.Leases;
import org.junit.jupiter.api.Test;

class HeldLeaseTest {
  private static final Duration DURATION = Duration.ofSeconds(80);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Store store = new Store();
  private long nanos;

  /** Gives one lease to whoever it says. */
  private static final class Store implements Leases {
    private String holder = "me";
    private volatile boolean down;
    private int asked;
    private volatile int released;

    private static StoreException unavailable() {
      return new StoreException(
          ErrorCode.STORE_UNAVAILABLE, StoreException.Store.CASSANDRA, "down", List.of(), null);
    }

    @Override
    public CompletionStage<Boolean> take(
        String name, String owner, Duration duration, Deadline deadline) {
      asked++;
      return down ? failedFuture(unavailable()) : completedFuture(owner.equals(holder));
    }

    @Override
    public CompletionStage<Void> release(String name, String owner, Deadline deadline) {
      return CompletableFuture.runAsync(
          () -> {
            if (down) {
              throw unavailable();
            }
            released++;
          },
          CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
    }
  }

  @Test
  void a_lease_of_another_holder_is_neither_held_nor_released() {
    store.holder = "another";
    try (HeldLease lease = lease()) {
      assertThat(lease.held()).isFalse();
    }
    assertThat(store.released).isZero();
  }

  @Test
  void a_held_lease_is_prolonged_in_time_and_given_back() {
    try (HeldLease lease = lease()) {
      for (int second = 0; second < 2 * DURATION.toSeconds(); second++) {
        pass(SECOND);
        assertThat(lease.held()).isTrue();
      }
    }
    assertThat(store.asked).isGreaterThanOrEqualTo(2);
    assertThat(store.released).isEqualTo(1);
  }

  @Test
  void a_store_outage_does_not_end_a_lease_early() {
    try (HeldLease lease = lease()) {
      store.down = true;
      pass(DURATION.minus(SECOND));
      assertThat(lease.held()).isTrue();
      assertThat(store.asked).isEqualTo(2);
      assertThat(lease.heldFor(DURATION)).isFalse();
      pass(SECOND.multipliedBy(2));
      assertThat(lease.held()).isFalse();
      store.down = false;
      assertThat(lease.held()).as("one that has ended").isFalse();
    }
  }

  @Test
  void a_lease_is_free_once_it_is_closed() {
    lease().close();
    assertThat(store.released).isEqualTo(1);
  }

  @Test
  void a_lease_that_cannot_be_released_is_left_to_expire() {
    HeldLease lease = lease();
    store.down = true;
    lease.close();
    assertThat(store.released).isZero();
    assertThat(lease.held()).isFalse();
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private HeldLease lease() {
    return new HeldLease(store, "work", "me", DURATION, SECOND, () -> nanos);
  }
}
