package net.es.esmond.storage.internal.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StorageThreadsTest {
  @Test
  void work_for_which_no_thread_can_be_had_runs_where_it_is_submitted() {
    ExecutorService pool =
        StorageThreads.pool(
            1,
            work -> {
              throw new OutOfMemoryError("unable to create native thread");
            });
    CompletableFuture<Thread> ran = new CompletableFuture<>();

    pool.execute(() -> ran.complete(Thread.currentThread()));

    assertThat(ran).isCompletedWithValue(Thread.currentThread());
  }

  @Test
  void work_after_the_end_runs_where_it_is_submitted() {
    ExecutorService pool = StorageThreads.pool(1, Threads.named("ended"));
    pool.shutdown();
    CompletableFuture<Thread> ran = new CompletableFuture<>();

    pool.execute(() -> ran.complete(Thread.currentThread()));

    assertThat(ran).isCompletedWithValue(Thread.currentThread());
  }

  @Test
  void what_repeated_work_throws_ends_no_repetition() throws InterruptedException {
    CountDownLatch repeated = new CountDownLatch(3);
    try (StorageThreads threads = new StorageThreads(null)) {
      var unused =
          threads.repeat(
              "what a test repeats",
              Duration.ofMillis(1),
              () -> {
                repeated.countDown();
                throw new OutOfMemoryError("as told");
              });

      assertThat(repeated.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
