package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeStateListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.async.Threads;
import net.es.esmond.storage.internal.meters.StorageMeter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection to the cluster. The driver itself reconnects to nodes that come back at their
 * old addresses. When all nodes are gone, a thread resolves the configured names again and opens a
 * new session. It replaces the old session unless that one has recovered meanwhile. Safe for use by
 * many threads.
 */
public final class Supervisor implements NodeStateListener {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  /** Time that the driver has for its own reconnection before a new session is opened. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);
  private static final Duration ATTEMPT = Duration.ofSeconds(15);

  /** Pause after a first connection that is of no use until somebody acts. */
  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(5);

  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final BiFunction<Deadline, Supervisor, CqlSession> open;
  private final Function<CqlSession, Connection> prepare;
  private final SessionMeters meters;
  private final ThreadFactory threads;

  private volatile Known known = new Known(StoreState.CONNECTING, System.nanoTime());
  private volatile @Nullable Connection current;
  private volatile @Nullable EsmondException lastError;

  /** Host ids of nodes by their names. Each name has a meter. */
  private final Map<String, UUID> watched = new ConcurrentHashMap<>();

  private volatile boolean connecting;

  /** The thread that connects in the background, or did so last. */
  private @Nullable Thread connector;

  /** The state, and when it became what it is, by {@link System#nanoTime()}. */
  private record Known(StoreState state, long sinceNanos) {}

  /**
   * Creates a supervisor without a connection.
   *
   * @param open opens a session by a deadline, with a listener to its nodes, which may also be told
   *     why there is none yet
   * @param prepare prepares a session for requests; may fail as a request may
   * @param meters the meters to report to
   */
  public Supervisor(
      BiFunction<Deadline, Supervisor, CqlSession> open,
      Function<CqlSession, Connection> prepare,
      SessionMeters meters) {
    this(open, prepare, meters, Threads.named("esmond-cassandra-connect"));
  }

  Supervisor(
      BiFunction<Deadline, Supervisor, CqlSession> open,
      Function<CqlSession, Connection> prepare,
      SessionMeters meters,
      ThreadFactory threads) {
    this.open = open;
    this.prepare = prepare;
    this.meters = meters;
    this.threads = threads;
    meters.host().gauge(StorageMeter.SESSION_STATE, this, s -> s.state().ordinal());
  }

  /**
   * Connects before it returns. A look-up of names cannot be interrupted, so another thread does
   * it.
   *
   * @param deadline deadline of the attempt
   * @throws EsmondException when the attempt failed; {@link ErrorCode#INTERRUPTED} as soon as the
   *     calling thread is interrupted
   */
  public void connect(Deadline deadline) {
    CompletableFuture<Connection> connected = new CompletableFuture<>();
    Thread attempt =
        start(
            () -> {
              try {
                connected.complete(ready(deadline));
              } catch (Throwable e) {
                connected.completeExceptionally(e);
              }
            });
    try {
      adopt(connected.get());
    } catch (ExecutionException e) {
      throw Futures.thrown(e);
    } catch (InterruptedException e) {
      var unused = connected.thenAccept(late -> late.session().closeAsync());
      attempt.interrupt();
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(e);
    }
  }

  private Thread start(Runnable work) {
    Thread thread = threads.newThread(work);
    thread.start();
    return thread;
  }

  /** Connects in the background, for as long as it takes, unless that is under way. */
  public void connectInBackground() {
    // Many requests ask for it while nothing is connected.
    if (!connecting) {
      startConnecting(Duration.ZERO);
    }
  }

  /** Returns the connection to use now; null while there has not been any. */
  @Nullable Connection current() {
    return current;
  }

  StoreState state() {
    return known.state();
  }

  /** Returns for how long the state has been what it is. */
  Duration lasted() {
    return Duration.ofNanos(System.nanoTime() - known.sinceNanos());
  }

  /** Takes note of why there is no connection yet, for calls that wait for it. */
  public void notConnected(EsmondException reason) {
    lastError = reason;
  }

  /** Returns the last error of connecting; null if there was none. */
  @Nullable EsmondException lastError() {
    return lastError;
  }

  /** Returns the state of every local node, as attempts of an error. */
  List<Attempt> nodeStates() {
    return nodes().stream()
        .filter(status -> status.node().getDistance() != NodeDistance.IGNORED)
        .map(status -> new Attempt(Nodes.name(status.node()), status.answer()))
        .toList();
  }

  /** Returns the state of every node; none without a connection. */
  List<NodeStatus> nodes() {
    Connection connection = current;
    if (connection == null) {
      return List.of();
    }
    ClusterHealth health = Context.health(connection.session());
    return connection.session().getMetadata().getNodes().values().stream()
        .map(health::status)
        .toList();
  }

  private Connection ready(Deadline deadline) {
    CqlSession session = open.apply(deadline, this);
    try {
      return prepare.apply(session);
    } catch (RuntimeException e) {
      session.closeAsync();
      throw Failures.of(e);
    } catch (Error e) {
      session.closeAsync();
      throw e;
    }
  }

  private synchronized void adopt(Connection connection) {
    Connection old = current;
    if (state() == StoreState.CLOSED || (old != null && anyUp(old))) {
      connection.session().closeAsync();
      return;
    }
    current = connection;
    lastError = null;
    if (old != null) {
      meters.rebuilt();
      // Requests in flight finish. Requests that wait are sent again, over the new session.
      old.session().closeAsync();
    }
    connection.session().getMetadata().getNodes().values().forEach(this::watch);
    evaluate(old == null ? "connected" : "connected anew");
  }

  private void watch(Node node) {
    String name = Nodes.name(node);
    UUID id = node.getHostId();
    if (id != null && watched.put(name, id) == null) {
      meters.breaker(name, this, s -> s.avoids(name));
    }
  }

  private boolean avoids(String name) {
    Connection connection = current;
    if (connection == null) {
      return false;
    }
    Node node = connection.session().getMetadata().getNodes().get(watched.get(name));
    return node != null && Context.health(connection.session()).silent(node);
  }

  private static boolean anyUp(Connection connection) {
    return serving(connection).stream().anyMatch(Datacenters::isUp);
  }

  /** Returns the nodes of the datacenter that serves, up or down. */
  private static List<Node> serving(Connection connection) {
    Metadata metadata = connection.session().getMetadata();
    String datacenter = Context.datacenters(connection.session()).decide(metadata);
    return metadata.getNodes().values().stream()
        .filter(node -> datacenter.equals(node.getDatacenter()))
        .toList();
  }

  private synchronized void evaluate(String reason) {
    Connection connection = current;
    if (connection == null || state() == StoreState.CLOSED) {
      return;
    }
    List<Node> nodes = serving(connection);
    long up = nodes.stream().filter(Datacenters::isUp).count();
    if (up == 0) {
      change(StoreState.DOWN, reason);
      startConnecting(PATIENCE);
    } else {
      lastError = null;
      boolean whole = up == nodes.size() && !Context.datacenters(connection.session()).isRemote();
      change(whole ? StoreState.UP : StoreState.DEGRADED, reason);
    }
  }

  private void change(StoreState to, String reason) {
    StoreState from = state();
    if (from != to) {
      known = new Known(to, System.nanoTime());
      notifyAll();
      LOG.debug("Cassandra is {}, was {}: {}", to, from, reason);
    }
  }

  private synchronized void startConnecting(Duration after) {
    if (connecting) {
      return;
    }
    try {
      // The thread first: one that cannot be started must not seem to connect for ever.
      connector = start(() -> keepConnecting(after));
      connecting = true;
    } catch (OutOfMemoryError e) {
      lastError = Failures.ofConnecting(e);
      LOG.debug("no thread can be had to connect; the next attempt of a request asks again", e);
    }
  }

  private void keepConnecting(Duration after) {
    Duration pause = after;
    String failure = "";
    RetryPauses.Series attempts = meters.pauses().begin();
    while (stillWanted(pause)) {
      pause = BETWEEN_ATTEMPTS;
      try {
        adopt(ready(Deadline.after(ATTEMPT)));
      } catch (Throwable e) {
        EsmondException reason = Failures.ofConnecting(e);
        boolean news = !reason.toString().equals(failure);
        lastError = reason;
        LOG.debug("not connected yet", e);
        if (current == null && (!reason.retryable() || reason.code() == ErrorCode.SCHEMA_ABSENT)) {
          // Somebody has to act, and may: a node that has just started refuses passwords, too.
          if (news) {
            failure = reason.toString();
            LOG.error(
                "Cassandra cannot be used yet, and calls fail; it is tried again: {}",
                reason.getMessage());
          }
          pause = AFTER_REFUSAL;
        } else {
          if (news && !(e instanceof EsmondException)) {
            failure = reason.toString();
            LOG.warn("could not connect to Cassandra; the next attempt follows", e);
          }
          pause = pause(attempts, reason);
        }
      }
    }
  }

  private static Duration pause(RetryPauses.Series attempts, Throwable failure) {
    Duration pause = attempts.failed(Deadline.after(ATTEMPT), () -> failure);
    return pause == null ? BETWEEN_ATTEMPTS : pause;
  }

  /**
   * Waits for a pause, or until the state changes. Returns whether a connection is still needed; if
   * not, the thread ends.
   */
  private synchronized boolean stillWanted(Duration pause) {
    try {
      long end = System.nanoTime() + pause.toNanos();
      long left;
      while (unconnected() && (left = end - System.nanoTime()) > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      connecting = false;
      return false;
    }
    connecting = unconnected();
    return connecting;
  }

  private boolean unconnected() {
    return state() == StoreState.CONNECTING || state() == StoreState.DOWN;
  }

  @Override
  public void onUp(Node node) {
    watch(node);
    evaluate(Nodes.name(node) + " is up");
  }

  @Override
  public void onDown(Node node) {
    evaluate(Nodes.name(node) + " is down");
  }

  @Override
  public void onAdd(Node node) {
    evaluate(Nodes.name(node) + " joined");
  }

  @Override
  public void onRemove(Node node) {
    evaluate(Nodes.name(node) + " left");
  }

  /**
   * Does nothing. Every session calls this method when it closes; the supervisor is closed by
   * {@link #shutDown}.
   */
  @Override
  public void close() {}

  /** Ensures that no request is sent from now on. An attempt to connect that is under way ends. */
  synchronized void startClosing() {
    change(StoreState.CLOSED, "closed");
    if (connector != null) {
      connector.interrupt();
    }
  }

  /** Closes the session. Requests in flight have five seconds to finish. May be repeated. */
  public void shutDown() {
    startClosing();
    Connection connection = current;
    if (connection == null) {
      return;
    }
    try {
      connection
          .session()
          .closeAsync()
          .toCompletableFuture()
          .get(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("requests were still in flight {} after closing and were abandoned", CLOSE);
      connection.session().forceCloseAsync();
    } catch (ExecutionException e) {
      LOG.warn("the session did not close cleanly", e.getCause());
    } catch (InterruptedException e) {
      connection.session().forceCloseAsync();
      Thread.currentThread().interrupt();
    }
  }
}
