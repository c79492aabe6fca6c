package net.es.esmond.storage.sql.internal.lastupdated;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** What callers await who want their touches written before they go on. Thread-safe. */
final class Acknowledgements {
  private final Map<EventTypeRows, CompletableFuture<Boolean>> awaited = new ConcurrentHashMap<>();

  /** Completes with the next statement that begins. To be called before the touch. */
  CompletableFuture<Boolean> await(EventTypeRows rows) {
    return awaited.computeIfAbsent(rows, key -> new CompletableFuture<>());
  }

  /**
   * Takes those that the statement which is about to begin serves: after the touches are cleared.
   */
  Map<EventTypeRows, CompletableFuture<Boolean>> take(List<EventTypeRows> batch) {
    if (awaited.isEmpty()) {
      return Map.of();
    }
    Map<EventTypeRows, CompletableFuture<Boolean>> taken = new HashMap<>();
    for (EventTypeRows rows : batch) {
      CompletableFuture<Boolean> its = awaited.remove(rows);
      if (its != null) {
        taken.put(rows, its);
      }
    }
    return taken;
  }

  /** They were not served: another statement may. */
  void putBack(EventTypeRows rows, CompletableFuture<Boolean> unserved) {
    awaited.merge(
        rows,
        unserved,
        (newer, older) -> {
          newer.whenComplete(
              (done, failure) -> {
                if (failure == null) {
                  older.complete(done);
                } else {
                  older.completeExceptionally(failure);
                }
              });
          return newer;
        });
  }

  void failAll(Throwable failure) {
    awaited.values().forEach(its -> its.completeExceptionally(failure));
    awaited.clear();
  }
}
