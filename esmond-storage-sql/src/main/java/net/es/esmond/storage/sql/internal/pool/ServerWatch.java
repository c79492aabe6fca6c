package net.es.esmond.storage.sql.internal.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import net.es.esmond.storage.conf.HostPort;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one server: asks for its role every second, on a connection of its own. A server that
 * died, hangs or was promoted is so noticed while no call uses it.
 */
final class ServerWatch implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerWatch.class);
  static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
  private static final long CALM_MILLIS = 1_000;
  private static final long SEARCHING_MILLIS = 200;

  /** Probes on one connection: behind a proxy, an old connection may lead to an old server. */
  private static final int PROBES_PER_CONNECTION = 10;

  private final HostPort server;
  private final PoolConnector connector;
  private final Topology topology;
  private final Thread thread;
  private @Nullable Connection connection;
  private int probes;
  private String problem = "";
  private volatile boolean closed;

  ServerWatch(HostPort server, PoolConnector connector, Topology topology) {
    this.server = server;
    this.connector = connector;
    this.topology = topology;
    this.thread = new DaemonThreads("watch-" + server).newThread(this);
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    while (!closed) {
      watch();
      pause(topology.primary().isPresent() ? CALM_MILLIS : SEARCHING_MILLIS);
    }
    disconnect();
  }

  /** Logs what goes wrong here, once: it must not end the watch. */
  private void watch() {
    try {
      ServerState state = probe();
      topology.report(state);
      if (state.role() != ServerState.Role.UNREACHABLE) {
        problem = "";
      }
    } catch (Throwable e) {
      log(e);
    }
  }

  private void log(Throwable e) {
    if (!e.toString().equals(problem)) {
      problem = e.toString();
      LOG.warn("{} could not be watched; the watch goes on", server, e);
    }
  }

  /** Probes at once, as a call had trouble with a server. */
  synchronized void hurry() {
    notifyAll();
  }

  private synchronized void pause(long millis) {
    if (!closed) {
      try {
        wait(millis);
      } catch (InterruptedException e) {
        closed = true;
      }
    }
  }

  private ServerState probe() {
    try {
      if (connection != null && ++probes < PROBES_PER_CONNECTION) {
        return connector.inspect(connection, server);
      }
      disconnect();
      PoolConnector.Opened opened = connector.open(server, PROBE_TIMEOUT, PROBE_TIMEOUT);
      connection = opened.connection();
      probes = 0;
      return opened.state();
    } catch (SQLException e) {
      disconnect();
      return ServerState.unreachable(server, e);
    } catch (RuntimeException | Error e) {
      // Of the driver, or of its class path: calls have to hear of it.
      log(e);
      disconnect();
      return ServerState.unreachable(server, e);
    }
  }

  private void disconnect() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // The connection is given up either way, and the next probe reports the server.
      }
      connection = null;
    }
  }

  @Override
  public void close() {
    closed = true;
    hurry();
  }
}
