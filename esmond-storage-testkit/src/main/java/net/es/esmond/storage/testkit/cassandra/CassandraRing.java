package net.es.esmond.storage.testkit.cassandra;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.FreePorts;
import net.es.esmond.storage.testkit.internal.Parallel;
import org.jspecify.annotations.Nullable;

/**
 * A ring of real Cassandra nodes on one machine: child processes on neighbouring loopback addresses
 * that share their ports, as the nodes of a cluster do.
 *
 * <pre>{@code
 * try (CassandraRing ring = CassandraRing.builder().nodes(3).start()) {
 *   connect(ring.contactPoints(), ring.datacenter());
 *   ring.node(2).kill();
 * }
 * }</pre>
 *
 * <p>Their jars are fetched by the user's Maven when they are first needed. The nodes need a JDK 11
 * or 17, which is looked for when the tests run on another. Safe for use by several threads.
 */
public final class CassandraRing implements ServerGroup {
  private final List<CassandraNode> nodes;
  private final @Nullable RingNetwork network;
  private final ClassArchive classArchive;
  private final List<Integer> ports;
  private final @Nullable Path temporary;

  CassandraRing(RingConfig config, @Nullable Path temporary) {
    this.temporary = temporary;
    this.ports = config.ports();
    this.classArchive = config.classArchive();
    this.network = config.proxied() ? new RingNetwork(config) : null;
    this.nodes =
        IntStream.rangeClosed(1, config.nodes())
            .mapToObj(number -> new CassandraNode(config, number, network, this))
            .toList();
  }

  /**
   * Starts to describe a ring.
   *
   * @return a builder with defaults
   */
  public static CassandraRingBuilder builder() {
    return new CassandraRingBuilder();
  }

  /**
   * Returns a node.
   *
   * @param number from 1 to the number of nodes
   * @return the node
   */
  public CassandraNode node(int number) {
    return nodes.get(number - 1);
  }

  /**
   * Returns all nodes.
   *
   * @return in order of their numbers
   */
  public List<CassandraNode> nodes() {
    return nodes;
  }

  /**
   * Returns where CQL clients find the nodes, whether they run or not.
   *
   * @return in order of the nodes' numbers
   */
  public List<InetSocketAddress> contactPoints() {
    return nodes.stream().map(CassandraNode::address).toList();
  }

  /**
   * Returns the name of the ring's one datacenter.
   *
   * @return {@code datacenter1}
   */
  public String datacenter() {
    return "datacenter1";
  }

  @Override
  public List<CassandraNode> servers() {
    return nodes;
  }

  @Override
  public void heal() {
    nodes.forEach(CassandraNode::restoreNetwork);
    Parallel.run(nodes.stream().<Runnable>map(node -> node::heal).toList());
  }

  /** Restarts one node after another, each in good order and only when the one before serves. */
  public void rollingRestart() {
    nodes.forEach(CassandraNode::restart);
  }

  @Override
  public void close() {
    if (classArchive.isWanted()) {
      node(1).stop();
      classArchive.keep();
    }
    nodes.forEach(CassandraNode::kill);
    if (network != null) {
      network.close();
    }
    ports.forEach(FreePorts::release);
    Folders.deleteIfExists(temporary);
  }

  /** Whether a node serves, and it and every other running node take each other for up. */
  boolean isSettled(CassandraNode node) {
    if (!node.listens()) {
      return false;
    }
    List<CassandraNode> running =
        nodes.stream()
            .filter(other -> other.state() == Server.State.RUNNING)
            .filter(other -> !other.isCutOffFromPeers())
            .toList();
    if (node.isCutOffFromPeers()) {
      running = List.of(node);
    }
    // The node itself first: while it starts there is no need to ask the others.
    Optional<NodeView> own = NodeView.ask(node.jmxAddress().getPort());
    return own.isPresent()
        && own.get().serves()
        && running.stream().allMatch(own.get()::takesForUp)
        && running.stream()
            .filter(other -> other != node)
            .map(other -> NodeView.ask(other.jmxAddress().getPort()))
            .allMatch(view -> view.isPresent() && view.get().takesForUp(node));
  }
}
