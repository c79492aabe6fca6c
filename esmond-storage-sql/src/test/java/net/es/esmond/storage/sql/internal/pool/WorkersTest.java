package net.es.esmond.storage.sql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.event.BulkheadEvent;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.spi.StoreContext;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private final BulkheadRegistry registry = BulkheadRegistry.ofDefaults();
  private final DatabaseResilience resilience =
      new DatabaseResilience(
          new StoreContext(Clock.systemUTC(), Map.of(BulkheadRegistry.class, registry)),
          new HostMeters(null));

  @Test
  void as_many_wait_as_promised_and_further_ones_are_refused() {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Thread> first = new CompletableFuture<>();
    try (Workers workers = new Workers(1, resilience)) {
      assertThat(
              workers.execute(
                  () -> {
                    first.complete(Thread.currentThread());
                    awaitUninterruptibly(release);
                  }))
          .isTrue();
      Thread thread = first.join();
      assertThat(thread.isDaemon()).isTrue();
      assertThat(thread.getName()).startsWith("esmond-sql-worker-");

      assertThat(workers.maxWaiting()).isEqualTo(100);
      for (int i = 0; i < 100; i++) {
        assertThat(workers.execute(() -> {})).isTrue();
      }
      assertThat(workers.execute(() -> {})).isFalse();
      assertThat(workers.waiting()).isEqualTo(100);
      release.countDown();
    } finally {
      release.countDown();
    }
  }

  @Test
  void a_task_that_throws_gives_its_place_back() {
    try (Workers workers = new Workers(1, resilience)) {
      Bulkhead bulkhead = registry.getAllBulkheads().iterator().next();
      workers.execute(
          () -> {
            assertThat(bulkhead.getMetrics().getAvailableConcurrentCalls()).isEqualTo(100);
            throw new ArithmeticException("as told");
          });
      await()
          .dontCatchUncaughtExceptions()
          .until(() -> bulkhead.getMetrics().getAvailableConcurrentCalls() == 101);
    }
  }

  @Test
  void a_lack_of_threads_costs_no_place() {
    ThreadFactory none =
        task -> {
          throw new OutOfMemoryError("unable to create native thread");
        };
    try (Workers workers = new Workers(1, resilience, none)) {
      assertThatThrownBy(() -> workers.execute(() -> {})).isInstanceOf(OutOfMemoryError.class);

      Bulkhead bulkhead = registry.getAllBulkheads().iterator().next();
      assertThat(bulkhead.getMetrics().getAvailableConcurrentCalls()).isEqualTo(101);
    }
  }

  @Test
  void a_listener_of_the_host_that_throws_refuses_no_call_and_keeps_no_place() {
    try (Workers workers = new Workers(1, resilience)) {
      Bulkhead bulkhead = registry.getAllBulkheads().iterator().next();
      bulkhead.getEventPublisher().onEvent(WorkersTest::refuse);
      CompletableFuture<Boolean> ran = new CompletableFuture<>();

      assertThat(workers.execute(() -> ran.complete(true))).isTrue();

      assertThat(ran.join()).isTrue();
      await().until(() -> bulkhead.getMetrics().getAvailableConcurrentCalls() == 101);
    }
  }

  private static void refuse(BulkheadEvent event) {
    throw new IllegalStateException("a fault of the host: " + event);
  }

  @Test
  void closed_workers_refuse() {
    Workers workers = new Workers(1, resilience);
    workers.close();

    assertThat(workers.execute(() -> {})).isFalse();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
