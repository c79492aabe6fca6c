package net.es.esmond.storage.sql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class StaleCacheTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private long nanos;
  private final StaleCache<String, String> cache =
      new StaleCache<>(MINUTE, MINUTE.multipliedBy(5), 100, (key, value) -> 1, () -> nanos);
  private Optional<String> stored = Optional.of(new String("first"));
  private boolean unreachable;
  private int reads;

  private CompletionStage<Optional<String>> read(Supplier<Optional<String>> stale) {
    reads++;
    return CompletableFuture.completedStage(unreachable ? stale.get() : stored);
  }

  private Optional<String> get() {
    return cache.get("key", this::read).toCompletableFuture().join();
  }

  private void later(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void a_fresh_value_is_not_read_again() {
    get();
    stored = Optional.of("second");
    later(MINUTE.minusNanos(1));

    assertThat(get()).contains("first");
    later(Duration.ofNanos(1));
    assertThat(get()).contains("second");
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void an_old_value_answers_within_bounds_while_nothing_is_reachable() {
    get();
    unreachable = true;
    for (int minute = 1; minute < 6; minute++) {
      later(MINUTE);
      assertThat(get()).contains("first");
    }

    later(MINUTE);

    assertThat(get()).isEmpty();
  }

  @Test
  void what_was_taken_away_is_refused_once_reachable() {
    get();
    unreachable = true;
    later(MINUTE.multipliedBy(2));
    assertThat(get()).contains("first");

    unreachable = false;
    stored = Optional.empty();
    assertThat(get()).isEmpty();

    unreachable = true;
    assertThat(get()).as("remembered no more").isEmpty();
  }

  @Test
  void what_is_forgotten_while_it_is_read_stays_forgotten() {
    for (Runnable forget : List.<Runnable>of(() -> cache.invalidate("key"), cache::invalidateAll)) {
      CompletableFuture<Optional<String>> read = new CompletableFuture<>();
      var asked = cache.get("key", stale -> read);
      forget.run();
      read.complete(Optional.of("deleted meanwhile"));
      assertThat(asked).isCompleted();

      stored = Optional.empty();
      assertThat(get()).isEmpty();
    }
  }

  @Test
  void what_was_never_read_is_not_known() {
    unreachable = true;

    assertThat(get()).isEmpty();
  }

  @Test
  void without_a_grace_an_old_value_never_answers() {
    StaleCache<String, String> strict =
        new StaleCache<>(MINUTE, Duration.ZERO, 100, (key, value) -> 1, () -> nanos);
    strict.put("key", "first", strict.beginRead());
    later(MINUTE);
    unreachable = true;

    assertThat(strict.get("key", this::read).toCompletableFuture().join()).isEmpty();
  }
}
