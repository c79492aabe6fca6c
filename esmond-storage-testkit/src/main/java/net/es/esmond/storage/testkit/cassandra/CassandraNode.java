package net.es.esmond.storage.testkit.cassandra;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Folders;
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
  private final NodePlace place;
  private final int jmxPort;
  private final CassandraRing peers;
  private final @Nullable RingNetwork network;
  private final Path folder;
  private final ProcessServer process;
  private volatile InetAddress address;
  private volatile CassandraRelease release;
  private volatile JoinMode mode;
  private volatile Optional<InetAddress> replaced = Optional.empty();

  CassandraNode(
      RingConfig ring,
      NodePlace place,
      int jmxPort,
      JoinMode mode,
      @Nullable RingNetwork network,
      CassandraRing peers) {
    this.ring = ring;
    this.place = place;
    this.jmxPort = jmxPort;
    this.peers = peers;
    this.network = network;
    this.address = Loopback.nth(ring.firstAddress(), place.number());
    this.release = ring.release();
    String name = "cassandra-" + place.number();
    this.folder = ring.folder().resolve(name);
    this.mode = mode;
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
    return place.number();
  }

  /**
   * Returns the name of the node's datacenter.
   *
   * @return such as {@code datacenter1}
   */
  public String datacenter() {
    return place.datacenter();
  }

  /**
   * Returns the name of the node's rack.
   *
   * @return such as {@code rack1}
   */
  public String rack() {
    return place.rack();
  }

  /**
   * Returns the version of Cassandra that the node runs, or will when it is started.
   *
   * @return such as {@code 5.0.9}
   */
  public String version() {
    return release.version();
  }

  NodePlace place() {
    return place;
  }

  CassandraRelease release() {
    return release;
  }

  /** A founder that has data has been part of a ring before. */
  JoinMode mode() {
    return mode == JoinMode.FOUNDING && Files.exists(data()) ? JoinMode.RETURNING : mode;
  }

  /** The address of the node in whose place it starts; empty when it starts as itself. */
  Optional<InetAddress> replaced() {
    return replaced;
  }

  /**
   * Returns where CQL clients find the node.
   *
   * @return address and port, resolved
   */
  public InetSocketAddress address() {
    return new InetSocketAddress(address, ring.nativePort());
  }

  /** The address by which the other nodes and clients know it. */
  String host() {
    return address.getHostAddress();
  }

  /** The address of its sockets: with proxies a private one, the same whatever the node's is. */
  InetAddress boundTo() {
    return ring.proxied()
        ? Loopback.behindProxy(Loopback.nth(ring.firstAddress(), number()))
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
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), jmxPort);
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
    requireStopped("moved");
    address = Loopback.parse(newAddress);
    if (network != null) {
      network.listen(name(), address, boundTo());
    }
  }

  /**
   * Gives the node another version of Cassandra, which runs on its data when it is started again.
   *
   * @param version of {@code org.apache.cassandra:cassandra-all}; none that is older than the data
   * @throws ServerException if the node is not stopped, or there is no such version
   */
  public void upgradeTo(String version) {
    requireStopped("upgraded");
    release = peers.release(version);
  }

  /**
   * Loses all the node's data, as with its disk. When it is started again, there or after {@link
   * #moveTo} elsewhere, it replaces the node that it was, once the others take that one for down:
   * with the same tokens, and what other replicas have. Elsewhere this takes a minute longer.
   *
   * @throws ServerException if the node is not stopped
   */
  public void wipe() {
    requireStopped("wiped");
    if (mode() == JoinMode.RETURNING) {
      mode = JoinMode.BOOTSTRAPPING;
      replaced = Optional.of(address);
    }
    for (String part : NodeFiles.WITH_DATA) {
      Folders.deleteIfExists(folder.resolve(part));
    }
  }

  /**
   * Streams what the node should have, and lacks as a node of a new datacenter, from another one.
   *
   * @param datacenter that has replicas of everything
   * @throws ServerException if it fails, or takes longer than a start may
   */
  public void rebuild(String datacenter) {
    NodeJmx.rebuild(this, ring.startTimeout(), datacenter);
  }

  /**
   * Repairs a keyspace, as {@code nodetool repair -full} does: this node and the other replicas of
   * what it has get what they lack.
   *
   * @throws ServerException if it fails, or takes longer than a start may
   */
  public void repair(String keyspace) {
    NodeJmx.repair(this, ring.startTimeout(), keyspace);
  }

  private void requireStopped(String verb) {
    if (state() != State.STOPPED) {
      throw new ServerException(name() + " must be stopped to be " + verb + ", but is " + state());
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
    replaced.ifPresent(peers::awaitDown);
    process.start();
    mode = JoinMode.RETURNING;
    replaced = Optional.empty();
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
