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
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.internal.Bounded;
import org.jspecify.annotations.Nullable;

/**
 * Sends alone what comes alone, and together what comes while others are under way: nobody waits
 * for a group to fill. Each key has a lane of its own: while a group is under way the next one
 * gathers, and goes when it is full or the other is back. A group that fails falls apart: what one
 * item did wrong is not charged to the others. Safe for use by many threads.
 *
 * @param <K> what items of a group have in common
 * @param <T> an item
 */
final class GroupCommit<K, T extends GroupCommit.Item> {
  /** Full groups of a lane in flight: for requests to the same nodes, enough to keep them busy. */
  static final int FULL_WIDTH = 8;

  /** Items of a failed group that go again, each alone, at a time. */
  private static final int APART_WIDTH = 8;

  private final int fullWidth;
  private final int maxGroup;
  private final int maxWaiting;
  private final Sender<K, T> sender;
  private final Map<K, Lane<K, T>> lanes = new HashMap<>();
  private int waiting;

  /** Something to send that has to be sent by its own deadline. */
  interface Item {
    Deadline deadline();
  }

  /** Sends a group, or an item alone; must not block, and must bear repetition. */
  interface Sender<K, T> {
    CompletionStage<Void> send(K key, List<T> group, Deadline deadline);
  }

  /**
   * Sends groups.
   *
   * @param fullWidth groups of a lane in flight together at most
   * @param maxGroup items in a group at most
   * @param maxWaiting items that wait at most, in all lanes
   * @param sender sends a group
   */
  GroupCommit(int fullWidth, int maxGroup, int maxWaiting, Sender<K, T> sender) {
    this.fullWidth = fullWidth;
    this.maxGroup = maxGroup;
    this.maxWaiting = maxWaiting;
    this.sender = sender;
  }

  private record Sent<T>(T item, CompletableFuture<Void> done) {}

  /** Leaves the map when it is empty; guarded by the map's monitor. */
  private static final class Lane<K, T> {
    final K key;
    final Queue<Sent<T>> queue = new ArrayDeque<>();
    int inFlight;

    Lane(K key) {
      this.key = key;
    }
  }

  /** Sends an item now, or with the next group of its lane; empty when too many wait already. */
  Optional<CompletionStage<Void>> submit(K key, T item) {
    Sent<T> sent = new Sent<>(item, new CompletableFuture<>());
    Lane<K, T> lane;
    synchronized (lanes) {
      if (waiting == maxWaiting) {
        return Optional.empty();
      }
      waiting++;
      lane = lanes.computeIfAbsent(key, Lane::new);
      lane.queue.add(sent);
    }
    Together.run(lane, () -> sendNext(lane));
    return Optional.of(sent.done);
  }

  /** Sends groups for as long as there is room; a loop, since a group may end at once. */
  private void sendNext(Lane<K, T> lane) {
    List<Sent<T>> next;
    while ((next = nextGroup(lane)) != null) {
      List<Sent<T>> group = next;
      CompletableFuture<Void> answer = send(lane.key, group);
      if (answer.isDone()) {
        ended(lane, group, answer);
      } else {
        answer.whenComplete(
            (done, error) -> {
              ended(lane, group, answer);
              sendNext(lane);
            });
      }
    }
  }

  private @Nullable List<Sent<T>> nextGroup(Lane<K, T> lane) {
    synchronized (lanes) {
      if (lane.queue.isEmpty() || lane.inFlight >= (lane.queue.size() < maxGroup ? 1 : fullWidth)) {
        return null;
      }
      lane.inFlight++;
      List<Sent<T>> group = new ArrayList<>(Math.min(maxGroup, lane.queue.size()));
      while (group.size() < maxGroup && !lane.queue.isEmpty()) {
        group.add(lane.queue.remove());
      }
      waiting -= group.size();
      return group;
    }
  }

  /** A group gets half of the time, so that each of its items can go alone in the other half. */
  private CompletableFuture<Void> send(K key, List<Sent<T>> group) {
    Deadline first = group.get(0).item.deadline();
    return send(
        key, group.stream().map(Sent::item).toList(), group.size() == 1 ? first : first.half());
  }

  private CompletableFuture<Void> send(K key, List<T> items, Deadline deadline) {
    try {
      return sender.send(key, items, deadline).toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void ended(Lane<K, T> lane, List<Sent<T>> group, CompletableFuture<Void> answer) {
    synchronized (lanes) {
      if (--lane.inFlight == 0 && lane.queue.isEmpty()) {
        lanes.remove(lane.key, lane);
      }
    }
    answer.whenComplete(
        (done, error) -> {
          if (error == null) {
            Together.all(() -> group.forEach(sent -> sent.done.complete(null)));
          } else if (group.size() == 1) {
            group.get(0).done.completeExceptionally(error);
          } else {
            var apart = Bounded.all(group, APART_WIDTH, sent -> alone(lane.key, sent, error));
          }
        });
  }

  /** Ends an item of a failed group; never fails, so that the others have their turn. */
  private CompletionStage<Void> alone(K key, Sent<T> sent, Throwable groupFailed) {
    if (sent.item.deadline().expired()) {
      sent.done.completeExceptionally(groupFailed);
      return CompletableFuture.completedFuture(null);
    }
    return send(key, List.of(sent.item), sent.item.deadline())
        .handle(
            (done, error) ->
                error == null ? sent.done.complete(null) : sent.done.completeExceptionally(error))
        .thenAccept(ended -> {});
  }
}
