package net.es.esmond.storage.cassandra.internal.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.cassandra.internal.session.LatencyEstimate;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.BoundedParallel;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.spi.StoreContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends items in groups, without waiting for a group to fill. Each key has a lane. An item is sent
 * at once while no group of its lane is in flight. Items that come while a group is in flight make
 * up the next group. That group is sent when it is full, or when the one in flight is answered or
 * late, so a group that waits for a dead node delays nobody behind it. The items of a failed group
 * are sent again one by one, so one item's fault does not fail the others. Safe for use by many
 * threads.
 *
 * @param <K> type of the key that the items of a group have in common
 * @param <T> type of an item
 */
public final class GroupCommit<K, T extends GroupCommit.Item> {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  /**
   * Number of groups of a lane in flight, when they are full or late. It is enough to keep the
   * nodes busy.
   */
  public static final int WIDTH = 8;

  /** Factor by which a group must exceed the first quartile of latencies to count as late. */
  private static final int LATE_FACTOR = 4;

  private static final long LATE_AT_LEAST = TimeUnit.MILLISECONDS.toNanos(5);

  /**
   * Latency from which on any group is late, 25 ms: the time after which a coordinator asks another
   * replica instead of a dead one.
   */
  private static final long LATE_AT_MOST = TimeUnit.MILLISECONDS.toNanos(25);

  /** Number of items of a failed group that are sent again at a time, each in its own request. */
  private static final int APART_WIDTH = 8;

  private final int width;
  private final int maxWeight;
  private final int maxWaiting;
  private final Sender<K, T> sender;
  private final Timer timer;
  private final LatencyEstimate usual = new LatencyEstimate(25, LATE_AT_LEAST / LATE_FACTOR);
  private final Map<K, Lane<K, T>> lanes = new HashMap<>();
  private int waiting;

  /** An item to send, with its own deadline. */
  public interface Item {
    Deadline deadline();

    /** Returns the item's share of the largest weight of a group. */
    default int weight() {
      return 1;
    }
  }

  /** Sends a group or a single item. It must not block, and must be safe to repeat. */
  public interface Sender<K, T> {
    CompletionStage<Void> send(K key, List<T> group, Deadline deadline);
  }

  /** Measures time, and runs work later. */
  public interface Timer {
    long nanoTime();

    /** Runs short work after a time, on a thread that may send groups. */
    void after(long nanos, Runnable work);

    /** Returns a timer on the threads of a storage. It runs no work once the storage is closed. */
    static Timer of(StoreContext context) {
      return new Timer() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void after(long nanos, Runnable work) {
          try {
            var unheard =
                context
                    .scheduler()
                    .schedule(() -> context.executor().execute(work), nanos, TimeUnit.NANOSECONDS);
          } catch (RejectedExecutionException e) {
            LOG.debug("the storage is closed", e);
          }
        }
      };
    }
  }

  /**
   * Creates lanes without items.
   *
   * @param width largest number of groups of a lane in flight
   * @param maxWeight largest weight of a group with several items
   * @param maxWaiting largest number of waiting items in all lanes together
   * @param timer measures which groups are late
   * @param sender sends a group
   */
  public GroupCommit(int width, int maxWeight, int maxWaiting, Timer timer, Sender<K, T> sender) {
    this.width = width;
    this.maxWeight = maxWeight;
    this.maxWaiting = maxWaiting;
    this.timer = timer;
    this.sender = sender;
  }

  private record Sent<T>(T item, CompletableFuture<Void> done) {}

  private record Group<T>(List<Sent<T>> items, long startNanos) {
    List<T> given() {
      return items.stream().map(Sent::item).toList();
    }
  }

  /**
   * The waiting items and the groups in flight of one key. A lane is removed from the map when it
   * is empty. Guarded by the map's monitor.
   */
  private static final class Lane<K, T> {
    final K key;
    final Queue<Sent<T>> queue = new ArrayDeque<>();
    long queuedWeight;
    int inFlight;

    /** The group that was sent last, while it is in flight. */
    @Nullable Group<T> latest;

    boolean watched;

    Lane(K key) {
      this.key = key;
    }
  }

  /**
   * Sends an item now, or with the next group of its lane. Returns empty when too many items wait
   * already.
   */
  public Optional<CompletionStage<Void>> submit(K key, T item) {
    Sent<T> sent = new Sent<>(item, new CompletableFuture<>());
    Lane<K, T> lane;
    synchronized (lanes) {
      if (waiting == maxWaiting) {
        return Optional.empty();
      }
      waiting++;
      lane = lanes.computeIfAbsent(key, Lane::new);
      lane.queue.add(sent);
      lane.queuedWeight += item.weight();
    }
    sendNext(lane);
    return Optional.of(sent.done);
  }

  /**
   * Sends groups of a lane while fewer than the largest number are in flight. It loops, since a
   * group may end at once.
   */
  private void sendNext(Lane<K, T> lane) {
    Group<T> next;
    while ((next = nextGroup(lane)) != null) {
      Group<T> group = next;
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

  private @Nullable Group<T> nextGroup(Lane<K, T> lane) {
    synchronized (lanes) {
      if (lane.queue.isEmpty() || lane.inFlight >= width) {
        return null;
      }
      long now = timer.nanoTime();
      if (lane.queuedWeight < maxWeight && lane.latest != null) {
        long wait = lane.latest.startNanos() + lateNanos() - now;
        if (wait > 0) {
          watch(lane, wait);
          return null;
        }
      }
      List<Sent<T>> items = new ArrayList<>();
      long weight = 0;
      while (!lane.queue.isEmpty()
          && (items.isEmpty() || weight + lane.queue.element().item.weight() <= maxWeight)) {
        items.add(lane.queue.remove());
        weight += items.get(items.size() - 1).item.weight();
      }
      lane.queuedWeight -= weight;
      waiting -= items.size();
      lane.inFlight++;
      lane.latest = new Group<>(items, now);
      return lane.latest;
    }
  }

  /**
   * Sends the next group once the latest group is late. Without this timer it would wait for
   * another item or answer.
   */
  private void watch(Lane<K, T> lane, long nanos) {
    if (!lane.watched) {
      lane.watched = true;
      timer.after(
          nanos,
          () -> {
            synchronized (lanes) {
              lane.watched = false;
            }
            sendNext(lane);
          });
    }
  }

  private long lateNanos() {
    return Math.max(LATE_AT_LEAST, Math.min(LATE_AT_MOST, LATE_FACTOR * usual.nanos()));
  }

  /**
   * Sends a group with half of the time to its deadline. In the other half its items can be sent
   * one by one.
   */
  private CompletableFuture<Void> send(K key, Group<T> group) {
    Deadline first = group.items().get(0).item.deadline();
    return send(key, group.given(), group.items().size() == 1 ? first : first.half());
  }

  private CompletableFuture<Void> send(K key, List<T> items, Deadline deadline) {
    return Futures.started(() -> sender.send(key, items, deadline)).toCompletableFuture();
  }

  private void ended(Lane<K, T> lane, Group<T> ended, CompletableFuture<Void> answer) {
    List<Sent<T>> group = ended.items();
    usual.add(timer.nanoTime() - ended.startNanos());
    synchronized (lanes) {
      if (lane.latest == ended) {
        lane.latest = null;
      }
      if (--lane.inFlight == 0 && lane.queue.isEmpty()) {
        lanes.remove(lane.key, lane);
      }
    }
    answer.whenComplete(
        (done, error) -> {
          if (error == null) {
            group.forEach(sent -> sent.done.complete(null));
          } else if (group.size() == 1) {
            group.get(0).done.completeExceptionally(error);
          } else {
            var apart =
                BoundedParallel.all(group, APART_WIDTH, sent -> alone(lane.key, sent, error));
          }
        });
  }

  /**
   * Sends an item of a failed group in its own request. The returned stage never fails, so that the
   * other items are sent too.
   */
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
