package net.es.esmond.storage.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.spi.Writers;

/** Announcements of all instances, with a time that only moves when it is told to. */
final class FakeWriters implements Writers {
  private final Map<String, Long> ends = new HashMap<>();
  private final Map<String, Boolean> alone = new HashMap<>();
  private long nanos = 1_000_000_000L;
  boolean down;

  /** Some answers take their time. */
  UnaryOperator<CompletionStage<Map<String, Boolean>>> answer = UnaryOperator.identity();

  void pass(Duration time) {
    nanos += time.toNanos();
  }

  Moment now() {
    return new Moment(nanos, nanos);
  }

  @Override
  public CompletionStage<Void> announce(
      String writer, boolean relies, Duration duration, Deadline deadline) {
    if (down) {
      return failedFuture(unavailable());
    }
    ends.put(writer, nanos + duration.toNanos());
    alone.put(writer, relies);
    return completedFuture(null);
  }

  @Override
  public CompletionStage<Map<String, Boolean>> announced(Deadline deadline) {
    if (down) {
      return failedFuture(unavailable());
    }
    ends.values().removeIf(end -> end <= nanos);
    alone.keySet().retainAll(ends.keySet());
    return answer.apply(completedFuture(Map.copyOf(alone)));
  }

  @Override
  public CompletionStage<Void> withdraw(String writer, Deadline deadline) {
    if (down) {
      return failedFuture(unavailable());
    }
    ends.remove(writer);
    return completedFuture(null);
  }

  private static StoreException unavailable() {
    return new StoreException(
        ErrorCode.STORE_UNAVAILABLE, StoreException.Store.CASSANDRA, "down", List.of(), null);
  }
}
