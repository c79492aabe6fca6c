package net.es.esmond.storage.sql.internal.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.health.ServerHealth;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.sql.internal.pool.ServerState.Role;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which server is the primary: a server that takes writes and has the newest timeline ever
 * seen of its cluster. A server of an older timeline missed a promotion, and a server of another
 * cluster has strayed into the list: both are never used. Thread-safe.
 */
final class Topology {
  private static final Logger LOG = LoggerFactory.getLogger(Topology.class);

  private final int servers;
  private final Map<HostPort, ServerState> states = new LinkedHashMap<>();

  /** What each server answered last, which need not be its state: it may be silent by now. */
  private final Map<HostPort, ServerState> answers = new LinkedHashMap<>();

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private long cluster;
  private final List<Runnable> lossListeners = new CopyOnWriteArrayList<>();
  private long newestTimeline;
  private @Nullable HostPort primary;
  private @Nullable HostPort lastPrimary;
  private boolean closed;
  private long stateSinceNanos = System.nanoTime();

  /** The last primary that was logged. */
  private String logged = "";

  Topology(int servers) {
    this.servers = servers;
  }

  /** A listener is told of another primary, on the thread that noticed it. */
  interface Listener {
    /**
     * Called when another server, or the same server with another timeline, is the primary.
     *
     * @param promoted whether a newer timeline than any before was seen
     */
    void primaryChanged(boolean promoted);
  }

  void listen(Listener listener) {
    listeners.add(listener);
  }

  /**
   * Adds a listener that is run, on the thread that noticed it, when there is no primary any more.
   */
  void onLoss(Runnable listener) {
    lossListeners.add(listener);
  }

  /** Takes note of the state of a server. */
  void report(ServerState reported) {
    boolean changed;
    boolean promoted;
    boolean lost;
    synchronized (this) {
      StoreState stateBefore = state();
      ServerState state = known(reported);
      states.put(state.server(), state);
      if (state.answered()) {
        answers.put(state.server(), state);
      }
      boolean first = newestTimeline == 0;
      boolean replaced = followCluster();
      long newest = newestTimeline();
      promoted = replaced || newest > newestTimeline;
      newestTimeline = replaced ? newest : Math.max(newest, newestTimeline);
      HostPort before = primary;
      primary = choose(before);
      lastPrimary = primary == null ? lastPrimary : primary;
      changed = (promoted && !first) || (primary != null && !primary.equals(before));
      promoted = promoted && !first;
      lost = before != null && primary == null;
      if (changed) {
        logPrimary();
      }
      if (state() != stateBefore) {
        stateSinceNanos = System.nanoTime();
      }
      notifyAll();
    }
    if (lost) {
      lossListeners.forEach(Runnable::run);
    }
    if (changed) {
      boolean newer = promoted;
      listeners.forEach(listener -> listener.primaryChanged(newer));
    }
  }

  /** A full server keeps its role: its connections serve, and may be what fills it. */
  private ServerState known(ServerState reported) {
    ServerState before = states.get(reported.server());
    return reported.isFull() && before != null && before.role() != Role.UNREACHABLE
        ? before.answering(reported.answer())
        : reported;
  }

  /**
   * Learns which cluster the servers form, once all servers were heard. The cluster stays that one
   * until the server that was its primary last belongs to another, and no server is left of it: so
   * looks a planned upgrade. Says whether the cluster is replaced.
   */
  private boolean followCluster() {
    if (cluster == 0) {
      cluster = states.size() < servers ? 0 : clusterOfMost();
      return false;
    }
    ServerState successor = lastPrimary == null ? null : states.get(lastPrimary);
    if (successor == null
        || successor.cluster() == 0
        || states.values().stream().anyMatch(state -> state.cluster() == cluster)) {
      return false;
    }
    LOG.warn(
        "PostgreSQL cluster {} is replaced by cluster {} at {}",
        cluster,
        successor.cluster(),
        lastPrimary);
    cluster = successor.cluster();
    return true;
  }

  /** Counts a standby twice, as it shows that its cluster has a primary as well. */
  private long clusterOfMost() {
    Map<Long, Integer> votes = new HashMap<>();
    states
        .values()
        .forEach(
            state ->
                votes.merge(state.cluster(), state.role() == Role.STANDBY ? 2 : 1, Integer::sum));
    return states.values().stream()
        .filter(state -> state.cluster() != 0)
        .max(
            Comparator.<ServerState, Integer>comparing(state -> votes.get(state.cluster()))
                .thenComparing(ServerState::timeline))
        .map(ServerState::cluster)
        .orElse(0L);
  }

  private long newestTimeline() {
    return states.values().stream()
        .filter(state -> state.role() == Role.PRIMARY && state.cluster() == cluster)
        .mapToLong(ServerState::timeline)
        .max()
        .orElse(0);
  }

  /** A primary that comes back unchanged is no news here: the loss was not logged here either. */
  private void logPrimary() {
    String now = primary + ", timeline " + newestTimeline;
    if (!now.equals(logged)) {
      LOG.info("PostgreSQL primary is {}", now);
    }
    logged = now;
  }

  private @Nullable HostPort choose(@Nullable HostPort before) {
    if (before != null && usable(states.get(before))) {
      return before;
    }
    return states.values().stream()
        .filter(this::usable)
        .map(ServerState::server)
        .findFirst()
        .orElse(null);
  }

  private boolean usable(@Nullable ServerState state) {
    return state != null
        && state.role() == Role.PRIMARY
        && state.cluster() == cluster
        && state.timeline() >= newestTimeline;
  }

  /** Says whether a connection that was opened in this state still leads to the primary. */
  synchronized boolean isCurrent(ServerState origin) {
    return usable(origin) && (primary == null || primary.equals(origin.server()));
  }

  /**
   * Returns CONNECTING before the first primary, DOWN without a primary later, and DEGRADED while
   * any other server cannot be reached.
   */
  synchronized StoreState state() {
    if (primary == null) {
      return lastPrimary == null ? StoreState.CONNECTING : StoreState.DOWN;
    }
    return states.values().stream().anyMatch(state -> state.role() == Role.UNREACHABLE)
        ? StoreState.DEGRADED
        : StoreState.UP;
  }

  /**
   * Describes the servers as they are known now.
   *
   * @param time the archive's time
   * @param fromMemory for how long known records are answered from memory without a primary
   */
  synchronized StoreHealth health(Instant time, Duration fromMemory) {
    return TopologyHealth.of(
        closed ? StoreState.CLOSED : state(),
        time.minusNanos(System.nanoTime() - stateSinceNanos),
        states.values().stream()
            .map(
                state ->
                    new ServerHealth(
                        state.server().toString(),
                        state.role() != Role.UNREACHABLE,
                        attempt(state).answer()))
            .toList(),
        fromMemory);
  }

  synchronized Optional<HostPort> primary() {
    return Optional.ofNullable(primary);
  }

  synchronized List<HostPort> standbys() {
    return states.values().stream()
        .filter(state -> state.role() == Role.STANDBY && state.cluster() == cluster)
        .map(ServerState::server)
        .toList();
  }

  /** Waits until a primary is known, no wait can help, or this is closed. */
  synchronized Optional<HostPort> awaitPrimary(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; primary == null && left > 0 && !closed && refusal().isEmpty(); ) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
    return Optional.ofNullable(primary);
  }

  /** Ends all waiting for a primary. */
  synchronized void close() {
    closed = true;
    stateSinceNanos = System.nanoTime();
    notifyAll();
  }

  /**
   * Returns what a server refused, while there is no primary and every server that ever answered
   * refuses. A silent server that served before may be the primary, and may serve again.
   */
  synchronized Optional<ServerState> refusal() {
    return primary == null
            && states.size() == servers
            && answers.values().stream().allMatch(ServerState::refused)
        ? answers.values().stream().findFirst()
        : Optional.empty();
  }

  /** Returns the last answer of each server, for errors. */
  synchronized List<Attempt> attempts() {
    return states.values().stream().map(this::attempt).toList();
  }

  private Attempt attempt(ServerState state) {
    String answer = state.answer();
    if (state.cluster() != 0 && cluster != 0 && state.cluster() != cluster) {
      answer += ", refused: of another cluster, with the system identifier " + state.cluster();
    } else if (state.role() == Role.PRIMARY && state.timeline() < newestTimeline) {
      answer += ", refused: older than timeline " + newestTimeline;
    }
    return new Attempt(state.server().toString(), answer);
  }
}
