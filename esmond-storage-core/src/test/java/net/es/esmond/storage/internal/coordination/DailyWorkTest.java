package net.es.esmond.storage.internal.coordination;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.spi.Leases;
import org.junit.jupiter.api.Test;

class DailyWorkTest {
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final Map<String, Held> held = new HashMap<>();
  private Optional<String> problem = Optional.empty();
  private int done;

  private record Held(String owner, Instant until) {}

  private final Leases leases =
      new Leases() {
        @Override
        public CompletionStage<Boolean> take(
            String name, String owner, Duration duration, Deadline deadline) {
          Held before = held.get(name);
          boolean free =
              before == null || before.owner().equals(owner) || !before.until().isAfter(now);
          if (free) {
            held.put(name, new Held(owner, now.plus(duration)));
          }
          return completedFuture(free);
        }

        @Override
        public CompletionStage<Void> release(String name, String owner, Deadline deadline) {
          throw new AssertionError("a record of what was done is not given back");
        }
      };

  private DailyWork instance(String owner) {
    return new DailyWork(leases, "retention", owner, Duration.ofSeconds(1));
  }

  private Optional<String> run(DailyWork instance) {
    return instance.doIfDue(
        () -> {
          done++;
          return problem;
        });
  }

  @Test
  void a_service_that_restarts_every_hour_does_it_every_day() {
    for (int hour = 0; hour < 72; hour++) {
      DailyWork started = instance("process " + hour);
      for (int look = 0; look < 12; look++) {
        run(started);
        now = now.plus(Duration.ofMinutes(5));
      }
    }

    assertThat(done).isEqualTo(3);
  }

  @Test
  void one_instance_does_it_for_all_and_for_itself() {
    DailyWork one = instance("one");
    DailyWork other = instance("other");
    for (int look = 0; look < 2 * 12 * 24; look++) {
      run(one);
      run(other);
      now = now.plus(Duration.ofMinutes(5));
    }

    assertThat(done).isEqualTo(2);
  }

  @Test
  void what_was_not_done_is_due_again_after_an_hour() {
    DailyWork one = instance("one");
    problem = Optional.of("clocks disagree");
    assertThat(run(one)).isEqualTo(problem);
    now = now.plus(Duration.ofMinutes(59));
    assertThat(run(one)).as("still not done").isEqualTo(problem);
    assertThat(done).isEqualTo(1);

    now = now.plus(Duration.ofMinutes(1));
    problem = Optional.empty();
    run(instance("other"));

    assertThat(done).isEqualTo(2);
  }

  @Test
  void a_crash_costs_an_hour() {
    DailyWork one = instance("one");
    assertThatThrownBy(
            () ->
                one.doIfDue(
                    () -> {
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);

    now = now.plus(Duration.ofHours(1));
    run(instance("one, restarted"));

    assertThat(done).isEqualTo(1);
  }
}
