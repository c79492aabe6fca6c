package net.es.esmond.storage.testkit.cassandra;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Loopback;
import net.es.esmond.storage.testkit.internal.ProcessServer;
import org.jspecify.annotations.Nullable;

/**
 * One node of a {@link CassandraRing}. After {@link #start()} it answers CQL, and it and every
 * other running node take each other for up.
 */
public final class CassandraNode implements Server {
  private static final int CONNECT_TIMEOUT_MS = 1_000;

  private final RingConfig ring;
  private final int number;
  private final @Nullable RingNetwork network;
  private final Path folder;
  private final ProcessServer process;
  private volatile InetAddress address;

  CassandraNode(RingConfig ring, int number, @Nullable RingNetwork network, CassandraRing peers) {
    this.ring = ring;
    this.number = number;
    this.network = network;
    this.address = Loopback.nth(ring.firstAddress(), number);
    String name = "cassandra-" + number;
    this.folder = ring.folder().resolve(name);
    this.process =
        new ProcessServer(
            new ProcessServer.Spec(
                name,
                folder.resolve("node.log"),
                "TERM",
                ring.startTimeout(),
                () -> NodeFiles.command(ring, this, peers.nodes(), folder),
                () -> peers.isSettled(this)));
    if (network != null) {
      network.listen(name(), address, boundTo());
    }
  }

  /**
   * Returns the node's number in the ring.
   *
   * @return from 1
   */
  public int number() {
    return number;
  }

  /**
   * Returns where CQL clients find the node.
   *
   * @return address and port, resolved
   */
  public InetSocketAddress address() {
    return new InetSocketAddress(address, ring.nativePort());
  }

  /** The address of its sockets: with proxies a private one, the same whatever the node's is. */
  InetAddress boundTo() {
    return ring.proxied()
        ? Loopback.behindProxy(Loopback.nth(ring.firstAddress(), number))
        : address;
  }

  /** Where its tables are. */
  Path data() {
    return folder.resolve(NodeFiles.DATA);
  }

  /**
   * Returns where JMX clients of this machine, nodetool among them, find the node.
   *
   * @return 127.0.0.1 and the node's own port; no password is asked for
   */
  public InetSocketAddress jmxAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), ring.jmxPort(number));
  }

  /**
   * Returns the id of the node's process.
   *
   * @return -1 when it is stopped
   */
  public long pid() {
    return process.pid();
  }

  /**
   * Gives the node another address, at which it comes back with its data when it is started again.
   *
   * @param newAddress a loopback address that nobody uses
   * @throws ServerException if the node is not stopped
   */
  public void moveTo(String newAddress) {
    if (state() != State.STOPPED) {
      throw new ServerException(name() + " must be stopped to be moved, but is " + state());
    }
    address = Loopback.parse(newAddress);
    if (network != null) {
      network.listen(name(), address, boundTo());
    }
  }

  @Override
  public String name() {
    return process.name();
  }

  @Override
  public State state() {
    return process.state();
  }

  @Override
  public void start() {
    process.start();
  }

  @Override
  public void stop() {
    process.stop();
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void pause() {
    process.pause();
  }

  @Override
  public void resume() {
    process.resume();
  }

  @Override
  public void cutOffFromClients() {
    proxies().clients(name()).cut();
  }

  @Override
  public void cutOffFromPeers() {
    proxies().peers().cutOff(name());
  }

  /** Whether somebody listens for CQL clients: costs the node nothing, unlike a question by JMX. */
  boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(boundTo(), ring.nativePort()), CONNECT_TIMEOUT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  boolean isCutOffFromPeers() {
    return network != null && network.peers().isCutOff(name());
  }

  @Override
  public void delayClients(Duration oneWay) {
    proxies().clients(name()).delay(oneWay);
  }

  @Override
  public void restoreNetwork() {
    if (network != null) {
      network.clients(name()).restore();
      network.peers().restore(name());
    }
  }

  private RingNetwork proxies() {
    if (network == null) {
      throw new ServerException("The ring must be built with proxied() for network faults");
    }
    return network;
  }

  void heal() {
    if (state() == State.PAUSED) {
      resume();
    }
    if (state() == State.STOPPED) {
      start();
    } else {
      process.awaitServing();
    }
  }

  @Override
  public List<String> lastLogLines(int lines) {
    return process.lastLogLines(lines);
  }

  @Override
  public String toString() {
    return name() + " at " + address() + ", " + state();
  }
}
