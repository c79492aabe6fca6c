package net.es.esmond.storage.cassandra.internal.series;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sends alone what comes alone, and together what comes while others are under way: nobody waits
 * for a group to fill. Each key has a lane of its own with a bounded number of groups in flight.
 * Safe for use by many threads.
 *
 * @param <K> what items of a group have in common
 * @param <T> an item
 */
final class GroupCommit<K, T> {
  private final int width;
  private final int maxGroup;
  private final int maxWaiting;
  private final BiFunction<K, List<T>, CompletionStage<Void>> send;
  private final Map<K, Lane<T>> lanes = new HashMap<>();

  /**
   * Sends groups.
   *
   * @param width groups of a lane that are in flight together
   * @param maxGroup items in a group at most
   * @param maxWaiting items of a lane that wait at most
   * @param send sends a group; must not block
   */
  GroupCommit(
      int width, int maxGroup, int maxWaiting, BiFunction<K, List<T>, CompletionStage<Void>> send) {
    this.width = width;
    this.maxGroup = maxGroup;
    this.maxWaiting = maxWaiting;
    this.send = send;
  }

  private record Item<T>(T value, CompletableFuture<Void> done) {}

  private static final class Lane<T> {
    final Queue<Item<T>> queue = new ArrayDeque<>();
    int inFlight;
  }

  /** Sends an item now, or with the next group of its lane; empty when too many wait already. */
  Optional<CompletionStage<Void>> submit(K key, T value) {
    Item<T> item = new Item<>(value, new CompletableFuture<>());
    synchronized (lanes) {
      Lane<T> lane = lanes.computeIfAbsent(key, k -> new Lane<>());
      if (lane.queue.size() == maxWaiting) {
        return Optional.empty();
      }
      lane.queue.add(item);
    }
    sendNext(key);
    return Optional.of(item.done);
  }

  /** Sends groups for as long as there is room; a loop, since a group may end at once. */
  private void sendNext(K key) {
    List<Item<T>> group;
    while ((group = nextGroup(key)) != null) {
      CompletableFuture<Void> sent = sent(key, group);
      List<Item<T>> items = group;
      if (sent.isDone()) {
        ended(key, items, sent);
      } else {
        sent.whenComplete(
            (done, error) -> {
              ended(key, items, sent);
              sendNext(key);
            });
      }
    }
  }

  private CompletableFuture<Void> sent(K key, List<Item<T>> group) {
    try {
      return send.apply(key, group.stream().map(Item::value).toList()).toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private @Nullable List<Item<T>> nextGroup(K key) {
    synchronized (lanes) {
      Lane<T> lane = lanes.get(key);
      if (lane == null || lane.inFlight == width || lane.queue.isEmpty()) {
        return null;
      }
      lane.inFlight++;
      List<Item<T>> group = new ArrayList<>(Math.min(maxGroup, lane.queue.size()));
      while (group.size() < maxGroup && !lane.queue.isEmpty()) {
        group.add(lane.queue.remove());
      }
      return group;
    }
  }

  private void ended(K key, List<Item<T>> group, CompletableFuture<Void> sent) {
    synchronized (lanes) {
      Lane<T> lane = lanes.get(key);
      if (lane != null && --lane.inFlight == 0 && lane.queue.isEmpty()) {
        lanes.remove(key);
      }
    }
    sent.whenComplete(
        (done, error) -> {
          for (Item<T> item : group) {
            if (error == null) {
              item.done.complete(null);
            } else {
              item.done.completeExceptionally(error);
            }
          }
        });
  }
}
