package net.es.esmond.storage.testkit.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import net.es.esmond.storage.testkit.ServerException;

/**
 * Passes TCP connections on to a target, each through a gate chosen by the first bytes its client
 * sends: in Cassandra's and PostgreSQL's protocols clients speak first and say who they are.
 */
public final class GatedProxy implements AutoCloseable {
  private static final int CONNECT_TIMEOUT_MS = 5_000;

  private final InetSocketAddress address;
  private final Function<byte[], Gate> gates;
  private final ServerSocket listener;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private volatile InetSocketAddress target;

  /** Starts listening. */
  public GatedProxy(
      InetSocketAddress listen, InetSocketAddress target, Function<byte[], Gate> gates) {
    this.target = target;
    this.gates = gates;
    try {
      listener = new ServerSocket();
      listener.setReuseAddress(true);
      listener.bind(listen);
    } catch (IOException e) {
      throw new ServerException("A proxy cannot listen on " + listen, e);
    }
    this.address = new InetSocketAddress(listen.getAddress(), listener.getLocalPort());
    thread("accept", this::accept).start();
  }

  /** Returns where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** Sends new connections elsewhere; existing ones stay. */
  public void retarget(InetSocketAddress newTarget) {
    this.target = newTarget;
  }

  /** Breaks all connections with a TCP reset. */
  public void reset() {
    List.copyOf(connections).forEach(Connection::abort);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      reset();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Connection connection = new Connection(listener.accept());
        connections.add(connection);
        connection.start("connect", connection::open);
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
    reset();
  }

  private Thread thread(String role, Runnable work) {
    InetAddress host = address.getAddress();
    Thread thread =
        new Thread(
            work, "esmond-proxy-" + host.getHostAddress() + ":" + address.getPort() + "-" + role);
    thread.setDaemon(true);
    return thread;
  }

  /** A client's connection and the one to the target. */
  private final class Connection {
    private final Socket client;
    private final Socket server = new Socket();
    private final AtomicInteger directions = new AtomicInteger(2);
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    Connection(Socket client) {
      this.client = client;
    }

    void start(String role, Runnable work) {
      Thread thread = thread(role, work);
      threads.add(thread);
      thread.start();
    }

    void open() {
      try {
        client.setTcpNoDelay(true);
        byte[] first = ProxyPipe.read(client);
        Gate gate = gates.apply(first);
        server.setTcpNoDelay(true);
        server.connect(target, CONNECT_TIMEOUT_MS);
        ProxyPipe there = new ProxyPipe(client, server, gate, this::abort);
        ProxyPipe back = new ProxyPipe(server, client, gate, this::abort);
        there.prepend(first);
        start("read-client", there::readAll);
        start("write-server", () -> pass(there));
        start("read-server", back::readAll);
        pass(back);
      } catch (IOException e) {
        abort();
      }
    }

    /** The connection ends in good order once both directions have. */
    private void pass(ProxyPipe pipe) {
      pipe.writeAll();
      if (directions.decrementAndGet() == 0) {
        connections.remove(this);
        close(client);
        close(server);
      }
    }

    /** Resets both sockets and ends all threads. */
    void abort() {
      connections.remove(this);
      for (Socket socket : List.of(client, server)) {
        try {
          socket.setSoLinger(true, 0);
        } catch (SocketException e) {
          // Closed already: there is nothing left to reset.
          continue;
        }
        close(socket);
      }
      threads.forEach(Thread::interrupt);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
