package net.es.esmond.storage.internal.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.error.StoreException.Store;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.internal.async.StorageThreads;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
  private static final StoreHealth UP = StoreHealth.serving(Store.CASSANDRA, Instant.EPOCH);

  @Test
  void a_look_that_hangs_holds_one_worker_and_no_other() throws Exception {
    CompletableFuture<StoreHealth> hangs = new CompletableFuture<>();
    AtomicInteger looks = new AtomicInteger();
    try (StorageThreads threads = new StorageThreads(null)) {
      HealthMonitor monitor =
          new HealthMonitor(
              List.of(() -> looks.incrementAndGet() < 2 ? UP : hangs.join()),
              (before, after) -> {},
              threads);
      monitor.start();
      await().until(() -> looks.get() == 2);

      // Several looks are due meanwhile.
      threads.scheduler().schedule(() -> {}, 2, TimeUnit.SECONDS).get();

      List<CompletableFuture<Void>> others = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        others.add(CompletableFuture.runAsync(() -> {}, threads.executor()));
      }
      assertThat(CompletableFuture.allOf(others.toArray(CompletableFuture[]::new)))
          .succeedsWithin(Duration.ofSeconds(20));
      assertThat(looks).hasValue(2);
      hangs.complete(UP);
      await().until(() -> looks.get() > 2);
    }
  }
}
