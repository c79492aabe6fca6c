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
import net.es.esmond.storage.spi.StoreContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends alone what comes alone, and together what comes while others are under way: nobody waits
 * for a group to fill. Each key has a lane of its own: while a group is under way the next one
 * gathers, and goes when it is full, or the other is back, or the other is late: a group that waits
 * for a dead node holds up nobody behind it. A group that fails falls apart: what one item did
 * wrong is not charged to the others. Safe for use by many threads.
 *
 * @param <K> what items of a group have in common
 * @param <T> an item
 */
public final class GroupCommit<K, T extends GroupCommit.Item> {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  /** Full or late groups of a lane in flight: enough to keep the nodes they go to busy. */
  public static final int WIDTH = 8;

  /** A group is late after this many times what three of four groups need at least. */
  private static final int LATE_FACTOR = 4;

  private static final long LATE_AT_LEAST = TimeUnit.MILLISECONDS.toNanos(5);

  /** Half of the time after which a coordinator asks another replica for what a dead one has. */
  private static final long LATE_AT_MOST = TimeUnit.MILLISECONDS.toNanos(25);

  /** Items of a failed group that go again, each alone, at a time. */
  private static final int APART_WIDTH = 8;

  private final int width;
  private final int maxGroup;
  private final int maxWaiting;
  private final Sender<K, T> sender;
  private final Timer timer;
  private final LatencyEstimate usual = new LatencyEstimate(25, LATE_AT_LEAST / LATE_FACTOR);
  private final Map<K, Lane<K, T>> lanes = new HashMap<>();
  private int waiting;

  /** Something to send that has to be sent by its own deadline. */
  public interface Item {
    Deadline deadline();
  }

  /** Sends a group, or an item alone; must not block, and must bear repetition. */
  public interface Sender<K, T> {
    CompletionStage<Void> send(K key, List<T> group, Deadline deadline);
  }

  /** Tells the time, and runs work later. */
  public interface Timer {
    long nanoTime();

    /** Runs short work once a time has passed, on a thread that may send groups. */
    void after(long nanos, Runnable work);

    /** Uses the threads of a storage; once it is closed nothing runs any more. */
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
   * Sends groups.
   *
   * @param width groups of a lane in flight together at most
   * @param maxGroup items in a group at most
   * @param maxWaiting items that wait at most, in all lanes
   * @param timer notices late groups
   * @param sender sends a group
   */
  public GroupCommit(int width, int maxGroup, int maxWaiting, Timer timer, Sender<K, T> sender) {
    this.width = width;
    this.maxGroup = maxGroup;
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

  /** Leaves the map when it is empty; guarded by the map's monitor. */
  private static final class Lane<K, T> {
    final K key;
    final Queue<Sent<T>> queue = new ArrayDeque<>();
    int inFlight;

    /** The latest group that is in flight and not known to be late. */
    @Nullable Group<T> latest;

    boolean watched;

    Lane(K key) {
      this.key = key;
    }
  }

  /** Sends an item now, or with the next group of its lane; empty when too many wait already. */
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
    }
    SendCoalescer.run(lane, () -> sendNext(lane));
    return Optional.of(sent.done);
  }

  /** Sends groups for as long as there is room; a loop, since a group may end at once. */
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
      if (lane.queue.size() < maxGroup && lane.latest != null) {
        long wait = lane.latest.startNanos() + lateNanos() - now;
        if (wait > 0) {
          watch(lane, wait);
          return null;
        }
      }
      List<Sent<T>> items = new ArrayList<>(Math.min(maxGroup, lane.queue.size()));
      while (items.size() < maxGroup && !lane.queue.isEmpty()) {
        items.add(lane.queue.remove());
      }
      waiting -= items.size();
      lane.inFlight++;
      lane.latest = new Group<>(items, now);
      return lane.latest;
    }
  }

  /** Looks again when the latest group is late: nothing else may come that would send the next. */
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

  /** A group gets half of the time, so that each of its items can go alone in the other half. */
  private CompletableFuture<Void> send(K key, Group<T> group) {
    Deadline first = group.items().get(0).item.deadline();
    return send(key, group.given(), group.items().size() == 1 ? first : first.half());
  }

  private CompletableFuture<Void> send(K key, List<T> items, Deadline deadline) {
    try {
      return sender.send(key, items, deadline).toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
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
            SendCoalescer.all(() -> group.forEach(sent -> sent.done.complete(null)));
          } else if (group.size() == 1) {
            group.get(0).done.completeExceptionally(error);
          } else {
            var apart =
                BoundedParallel.all(group, APART_WIDTH, sent -> alone(lane.key, sent, error));
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
