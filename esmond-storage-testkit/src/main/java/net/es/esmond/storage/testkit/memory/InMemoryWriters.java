package net.es.esmond.storage.testkit.memory;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.spi.Writers;

/** Writers announced in memory, by one clock. */
final class InMemoryWriters implements Writers {
  private final Map<String, Announcement> announcements = new ConcurrentHashMap<>();
  private final Clock clock;

  private record Announcement(boolean alone, Instant end) {}

  InMemoryWriters(Clock clock) {
    this.clock = clock;
  }

  @Override
  public CompletionStage<Void> announce(
      String writer, boolean alone, Duration duration, Deadline deadline) {
    announcements.put(writer, new Announcement(alone, clock.instant().plus(duration)));
    return completedFuture(null);
  }

  @Override
  public CompletionStage<Map<String, Boolean>> announced(Deadline deadline) {
    Instant now = clock.instant();
    announcements.values().removeIf(each -> !each.end().isAfter(now));
    Map<String, Boolean> alone = new HashMap<>();
    announcements.forEach((writer, each) -> alone.put(writer, each.alone()));
    return completedFuture(alone);
  }

  @Override
  public CompletionStage<Void> withdraw(String writer, Deadline deadline) {
    announcements.remove(writer);
    return completedFuture(null);
  }
}
