package net.es.esmond.storage.internal.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.progress.Progress;
import net.es.esmond.storage.progress.ProgressListener;
import org.junit.jupiter.api.Test;

class ProgressReportTest {
  private final Queue<Runnable> completions = new ArrayDeque<>();
  private final List<Progress> heard = new ArrayList<>();
  private long nanos = Long.MAX_VALUE;

  private ProgressReport begin(ProgressListener listener) {
    return new ProgressReport(LongWork.BULK_WRITE, listener, completions::add, () -> nanos);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private void runCompletions() {
    for (Runnable next = completions.poll(); next != null; next = completions.poll()) {
      next.run();
    }
  }

  @Test
  void reports_once_a_second_and_at_the_end() {
    ProgressReport report = begin(heard::add);
    report.total(40);
    for (int i = 0; i < 20; i++) {
      report.add(2);
      pass(Duration.ofMillis(250));
      runCompletions();
    }
    report.close();
    report.close();
    runCompletions();

    assertThat(heard)
        .containsExactly(
            new Progress(LongWork.BULK_WRITE, 10, OptionalLong.of(40), 8, false),
            new Progress(LongWork.BULK_WRITE, 18, OptionalLong.of(40), 8, false),
            new Progress(LongWork.BULK_WRITE, 26, OptionalLong.of(40), 8, false),
            new Progress(LongWork.BULK_WRITE, 34, OptionalLong.of(40), 8, false),
            new Progress(LongWork.BULK_WRITE, 40, OptionalLong.of(40), 8, true));
  }

  @Test
  void a_total_that_is_not_known_is_absent() {
    ProgressReport report = begin(heard::add);
    pass(Duration.ofSeconds(2));

    report.reached(7);
    runCompletions();

    assertThat(heard)
        .containsExactly(new Progress(LongWork.BULK_WRITE, 7, OptionalLong.empty(), 3.5, false));
  }

  @Test
  void the_thread_that_works_calls_no_listener() {
    ProgressReport report = begin(heard::add);
    pass(Duration.ofSeconds(1));
    report.add(1);
    report.close();

    assertThat(heard).isEmpty();
  }

  @Test
  void a_listener_that_throws_hears_of_the_end() {
    ProgressReport report =
        begin(
            progress -> {
              heard.add(progress);
              throw new NoClassDefFoundError("of the host");
            });
    pass(Duration.ofSeconds(1));
    report.add(1);
    report.close();
    runCompletions();

    assertThat(heard).extracting(Progress::ended).containsExactly(false, true);
  }

  @Test
  void while_a_listener_is_busy_reports_do_not_pile_up() {
    ProgressReport report = begin(heard::add);
    for (int i = 0; i < 1_000; i++) {
      pass(Duration.ofSeconds(1));
      report.add(1);
    }
    report.close();
    runCompletions();

    assertThat(heard).extracting(Progress::done).containsExactly(1_000L, 1_000L);
  }
}
