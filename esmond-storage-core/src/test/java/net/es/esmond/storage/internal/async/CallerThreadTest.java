package net.es.esmond.storage.internal.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class CallerThreadTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<Runnable> elsewhere = new ArrayList<>();
  private final CallerThread caller = new CallerThread(elsewhere::add);
  private final CompletableFuture<String> answer = new CompletableFuture<>();

  @Test
  void tasks_of_other_threads_run_on_the_waiting_one() {
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    Thread other =
        new Thread(
            () ->
                caller.execute(
                    () -> {
                      ran.complete(Thread.currentThread());
                      answer.complete("done");
                    }));
    other.start();

    caller.runUntil(answer, LONG);

    assertThat(ran).isCompletedWithValue(Thread.currentThread());
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void tasks_that_come_after_the_call_run_elsewhere() {
    answer.complete("done");
    Runnable early = () -> {};
    Runnable late = () -> {};
    caller.execute(early);

    caller.runUntil(answer, LONG);
    caller.execute(late);

    assertThat(elsewhere).contains(early, late);
  }

  @Test
  void the_wait_ends_when_time_is_over() {
    caller.runUntil(answer, Duration.ofMillis(1));
    caller.execute(() -> {});

    assertThat(answer).isNotDone();
    assertThat(elsewhere).hasSize(1);
  }

  @Test
  void an_interrupted_thread_leaves_and_stays_marked() {
    Thread.currentThread().interrupt();

    caller.runUntil(answer, LONG);
    caller.execute(() -> {});

    assertThat(Thread.interrupted()).isTrue();
    assertThat(elsewhere).hasSize(1);
  }

  @Test
  void only_what_the_call_starts_finds_its_thread() {
    Executor otherwise = Runnable::run;
    CallerThread inner = new CallerThread(elsewhere::add);

    List<Executor> found =
        caller.start(
            () ->
                List.of(
                    CallerThread.orElse(otherwise),
                    inner.start(() -> CallerThread.orElse(otherwise)),
                    CallerThread.orElse(otherwise)));

    assertThat(found).containsExactly(caller, inner, caller);
    assertThat(CallerThread.orElse(otherwise)).isSameAs(otherwise);
  }
}
