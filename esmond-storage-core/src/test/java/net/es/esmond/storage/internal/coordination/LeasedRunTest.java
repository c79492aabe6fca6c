package net.es.esmond.storage.internal.coordination;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.ProgressReport;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.progress.Progress;
import net.es.esmond.storage.spi.Leases;
import org.junit.jupiter.api.Test;

class LeasedRunTest {
  private final List<Progress> reports = new ArrayList<>();
  private boolean free = true;
  private Optional<String> obstacle = Optional.empty();
  private final Leases leases =
      new Leases() {
        @Override
        public CompletionStage<Boolean> take(
            String name, String owner, Duration duration, Deadline deadline) {
          return completedFuture(free);
        }

        @Override
        public CompletionStage<Void> release(String name, String owner, Deadline deadline) {
          return completedFuture(null);
        }
      };

  private LeasedRun run() {
    LeasedRuns runs =
        new LeasedRuns(
            leases,
            "me",
            Duration.ofSeconds(1),
            work -> new ProgressReport(work, reports::add, Runnable::run));
    return runs.begin(LongWork.SUMMARIES, "summaries", "stores summaries", () -> obstacle);
  }

  private static long fail(ErrorCode code) {
    throw new StoreException(code, StoreException.Store.CASSANDRA, "no", List.of(), null);
  }

  @Test
  void begins_only_with_the_lease() {
    free = false;

    assertThat(run().goesOn()).isFalse();
    LeasedRun refused = run();
    refused.goesOn();
    assertThat(refused.stopped()).contains("another instance stores summaries");
  }

  @Test
  void stops_before_the_step_that_meets_an_obstacle() {
    LeasedRun run = run();
    assertThat(run.goesOn()).isTrue();

    obstacle = Optional.of("clocks disagree");

    assertThat(run.goesOn()).isFalse();
    assertThat(run.stopped()).contains("clocks disagree");
  }

  @Test
  void counts_failures_and_goes_on() {
    LeasedRun run = run();

    assertThat(run.step("a", () -> fail(ErrorCode.DEADLINE_EXCEEDED))).isZero();
    assertThat(run.step("b", () -> 7)).isEqualTo(7);

    assertThat(run.failures()).isEqualTo(1);
    assertThat(run.goesOn()).isTrue();
  }

  @Test
  void stops_after_five_retryable_failures_in_a_row() {
    LeasedRun run = run();

    for (int i = 0; i < 5; i++) {
      assertThat(run.goesOn()).isTrue();
      run.step("a", () -> fail(ErrorCode.STORE_UNAVAILABLE));
    }

    assertThat(run.goesOn()).isFalse();
    assertThat(run.stopped()).contains("5 steps in a row failed; the next run tries again");
  }

  @Test
  void failures_that_concern_one_step_never_stop_it() {
    LeasedRun run = run();

    for (int i = 0; i < 20; i++) {
      run.step("a", () -> fail(ErrorCode.STORE_REFUSED));
    }

    assertThat(run.goesOn()).isTrue();
    assertThat(run.failures()).isEqualTo(20);
  }

  @Test
  void ends_when_its_thread_is_interrupted() {
    LeasedRun run = run();

    assertThatThrownBy(
            () ->
                run.step(
                    "a",
                    () -> {
                      throw new InterruptedCallException(new InterruptedException());
                    }))
        .isInstanceOf(InterruptedCallException.class);
  }

  @Test
  void reports_its_steps_when_it_ends() {
    LeasedRun run = run();
    run.total(() -> 3);

    run.step("a", () -> 7);
    run.step("b", () -> fail(ErrorCode.STORE_UNAVAILABLE));
    run.close();

    assertThat(reports)
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.work()).isEqualTo(LongWork.SUMMARIES);
              assertThat(report.done()).isEqualTo(2);
              assertThat(report.total()).hasValue(3);
              assertThat(report.ended()).isTrue();
            });
  }

  @Test
  void a_number_of_steps_that_cannot_be_counted_stays_unknown() {
    LeasedRun run = run();

    run.total(() -> fail(ErrorCode.STORE_UNAVAILABLE));
    run.close();

    assertThat(reports).singleElement().matches(report -> report.total().isEmpty());
  }

  @Test
  void a_run_that_does_not_begin_reports_nothing() {
    free = false;
    LeasedRun run = run();

    assertThat(run.goesOn()).isFalse();
    run.close();

    assertThat(reports).isEmpty();
  }

  @Test
  void ends_when_the_storage_is_closed() {
    LeasedRun run = run();

    assertThatThrownBy(() -> run.step("a", () -> fail(ErrorCode.CLOSED)))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
  }
}
