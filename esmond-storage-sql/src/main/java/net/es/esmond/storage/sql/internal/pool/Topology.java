package net.es.esmond.storage.sql.internal.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.sql.internal.pool.ServerState.Role;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which server is the primary: a server that takes writes and has the newest timeline ever
 * seen. A server of an older timeline missed a promotion, and is never used. Thread-safe.
 */
final class Topology {
  private static final Logger LOG = LoggerFactory.getLogger(Topology.class);

  private final int servers;
  private final Map<HostPort, ServerState> states = new LinkedHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private long newestTimeline;
  private @Nullable HostPort primary;

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

  /** Takes note of the state of a server. */
  void report(ServerState state) {
    boolean changed;
    boolean promoted;
    synchronized (this) {
      states.put(state.server(), state);
      promoted = state.role() == Role.PRIMARY && state.timeline() > newestTimeline;
      boolean first = newestTimeline == 0;
      if (promoted) {
        newestTimeline = state.timeline();
      }
      HostPort before = primary;
      primary = choose(before);
      changed = (promoted && !first) || (primary != null && !primary.equals(before));
      promoted = promoted && !first;
      if (changed) {
        LOG.info("PostgreSQL primary is {}, timeline {}", primary, newestTimeline);
      }
      notifyAll();
    }
    if (changed) {
      boolean newer = promoted;
      listeners.forEach(listener -> listener.primaryChanged(newer));
    }
  }

  private @Nullable HostPort choose(@Nullable HostPort before) {
    if (before != null && usable(states.get(before))) {
      return before;
    }
    if (states.size() < servers && before == null) {
      // At the start, a former primary that came back may answer before the primary does.
      return null;
    }
    return states.values().stream()
        .filter(this::usable)
        .map(ServerState::server)
        .findFirst()
        .orElse(null);
  }

  private boolean usable(@Nullable ServerState state) {
    return state != null && state.role() == Role.PRIMARY && state.timeline() >= newestTimeline;
  }

  /** Says whether a connection that was opened in this state still leads to the primary. */
  synchronized boolean isCurrent(ServerState origin) {
    return usable(origin) && (primary == null || primary.equals(origin.server()));
  }

  synchronized Optional<HostPort> primary() {
    return Optional.ofNullable(primary);
  }

  synchronized List<HostPort> standbys() {
    return states.values().stream()
        .filter(state -> state.role() == Role.STANDBY)
        .map(ServerState::server)
        .toList();
  }

  /** Waits until a primary is known, or all servers have refused the credentials. */
  synchronized Optional<HostPort> awaitPrimary(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; primary == null && left > 0 && !credentialsRefused(); ) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
    return Optional.ofNullable(primary);
  }

  synchronized boolean credentialsRefused() {
    return primary == null
        && states.size() == servers
        && states.values().stream().anyMatch(ServerState::refusedCredentials);
  }

  /** Returns the last answer of each server, for errors. */
  synchronized List<Attempt> attempts() {
    List<Attempt> attempts = new ArrayList<>();
    for (ServerState state : states.values()) {
      String answer = state.answer();
      if (state.role() == Role.PRIMARY && state.timeline() < newestTimeline) {
        answer += ", refused: older than timeline " + newestTimeline;
      }
      attempts.add(new Attempt(Objects.toString(state.server()), answer));
    }
    return attempts;
  }
}
