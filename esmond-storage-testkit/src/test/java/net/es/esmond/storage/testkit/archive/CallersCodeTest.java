package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.Archive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers chain to their stages harms nobody else, whatever it does. */
@Timeout(60)
class CallersCodeTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** More than there are threads for them. */
  private static final int MANY = 20;

  private final CountDownLatch release = new CountDownLatch(1);
  private final OneThreadArchive one = new OneThreadArchive(builder -> {});
  private final Archive archive = one.archive;

  @AfterEach
  void close() {
    release.countDown();
    one.close();
  }

  @Test
  void a_continuation_may_write_and_block() {
    CompletableFuture<Integer> both =
        one.writeThen(
            1,
            () -> {
              one.write(2);
              return 2;
            });

    assertThat(both).succeedsWithin(SOON);
    assertThat(archive.readPage(one.all()).points()).hasSize(2);
  }

  @Test
  void a_continuation_that_blocks_makes_no_neighbour_late() {
    var blocked = one.writeThen(1, this::block);
    List<CompletableFuture<Void>> neighbours = new ArrayList<>();
    for (int i = 2; i < MANY; i++) {
      neighbours.add(one.writeAsync(i).toCompletableFuture());
    }

    assertThat(neighbours).allSatisfy(each -> assertThat(each).succeedsWithin(SOON));
    assertThat(blocked).isNotDone();
  }

  @Test
  void blocking_calls_are_served_while_all_continuations_block() {
    for (int i = 0; i < MANY; i++) {
      var blocked = one.writeThen(i, this::block);
    }

    one.write(MANY);

    assertThat(archive.readPage(one.all()).points()).hasSize(MANY + 1);
    assertThat(archive.read(one.all())).hasSize(MANY + 1);
    assertThat(archive.writeAll(List.of(one.point(MANY + 1)).stream()).written()).isEqualTo(1);
  }

  @Test
  void a_continuation_that_overflows_the_stack_harms_none() {
    for (int i = 0; i < MANY; i++) {
      CompletableFuture<Integer> failed = one.writeThen(i, () -> overflow(0));
      assertThat(failed)
          .failsWithin(SOON)
          .withThrowableThat()
          .withCauseInstanceOf(StackOverflowError.class);
    }

    assertThat(one.writeAsync(MANY).toCompletableFuture()).succeedsWithin(SOON);
  }

  @Test
  void continuations_run_on_threads_that_do_nothing_else() {
    assertThat(one.writeThen(1, CallersCodeTest::thread))
        .succeedsWithin(SOON)
        .asString()
        .startsWith("esmond-completion-");
  }

  @Test
  void a_host_may_run_continuations_on_threads_of_its_own() {
    try (OneThreadArchive other =
        new OneThreadArchive(
            builder -> builder.completionExecutor(work -> new Thread(work, "host").start()))) {
      assertThat(other.writeThen(1, CallersCodeTest::thread))
          .succeedsWithin(SOON)
          .isEqualTo("host");
    }
  }

  @Test
  void what_a_host_executor_refuses_completes_nevertheless() {
    try (OneThreadArchive other =
        new OneThreadArchive(
            builder ->
                builder.completionExecutor(
                    work -> {
                      throw new RejectedExecutionException("full");
                    }))) {
      assertThat(other.writeThen(1, CallersCodeTest::thread))
          .succeedsWithin(SOON)
          .asString()
          .startsWith("esmond-completion-");
    }
  }

  @Test
  void a_host_executor_that_works_on_the_calling_thread_holds_up_nobody() {
    try (OneThreadArchive other =
        new OneThreadArchive(builder -> builder.completionExecutor(Runnable::run))) {
      CompletableFuture<Boolean> blocked = other.writeThen(1, this::block);

      other.write(2);

      assertThat(other.writeAsync(3).toCompletableFuture()).succeedsWithin(SOON);
      assertThat(blocked).isNotDone();
      release.countDown();
    }
  }

  private static String thread() {
    return Thread.currentThread().getName();
  }

  private boolean block() {
    try {
      return release.await(SOON.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int overflow(int depth) {
    return Optional.of(depth).map(d -> overflow(d + 1) + 1).orElseThrow();
  }
}
