package net.es.esmond.storage.testkit.cassandra;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.internal.Await;
import net.es.esmond.storage.testkit.internal.Closing;
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
 * <p>A ring may get further nodes and datacenters, and lose them for good. What such a change does
 * to keyspaces is left to the test, as it is to an operator: their replicas, repairs, and the
 * cleanup of nodes that have handed data on.
 *
 * <p>Their jars are fetched by the user's Maven when they are first needed. The nodes need a JDK 11
 * or 17, which is looked for when the tests run on another. Safe for use by several threads.
 */
public final class CassandraRing implements ServerGroup {
  private final RingConfig config;
  private final List<CassandraNode> nodes = new CopyOnWriteArrayList<>();
  private final @Nullable RingNetwork network;
  private final Map<String, CassandraRelease> releases = new ConcurrentHashMap<>();
  private final List<Integer> ports = new CopyOnWriteArrayList<>();
  private final AtomicInteger nextNumber;
  private final @Nullable Path temporary;

  CassandraRing(RingConfig config, @Nullable Path temporary) {
    this.config = config;
    this.temporary = temporary;
    this.network = config.proxied() ? new RingNetwork(config) : null;
    ports.addAll(List.of(config.nativePort(), config.storagePort()));
    releases.put(config.release().version(), config.release());
    config.layout().founders().forEach(place -> nodes.add(node(place, JoinMode.FOUNDING)));
    this.nextNumber = new AtomicInteger(nodes.size() + 1);
  }

  /**
   * Starts to describe a ring.
   *
   * @return a builder with defaults
   */
  public static CassandraRingBuilder builder() {
    return new CassandraRingBuilder();
  }

  private CassandraNode node(NodePlace place, JoinMode mode) {
    int jmxPort = config.jmxPort(place.number());
    ports.add(jmxPort);
    return new CassandraNode(config, place, jmxPort, mode, network, this);
  }

  CassandraRelease release(String version) {
    return releases.computeIfAbsent(
        version, absent -> CassandraRelease.of(absent, config.folder()));
  }

  /**
   * Returns a node.
   *
   * @param number from 1; those that are added have the next ones, and none is given twice
   * @return the node
   * @throws IllegalArgumentException if the ring has no such node, or no more
   */
  public CassandraNode node(int number) {
    return nodes.stream()
        .filter(node -> node.number() == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No node " + number + " in " + nodes));
  }

  /**
   * Returns all nodes.
   *
   * @return in order of their numbers
   */
  public List<CassandraNode> nodes() {
    return List.copyOf(nodes);
  }

  /**
   * Returns the nodes of a datacenter.
   *
   * @param datacenter its name
   * @return in order of their numbers; empty if there is no such datacenter
   */
  public List<CassandraNode> nodes(String datacenter) {
    return nodes.stream().filter(node -> node.datacenter().equals(datacenter)).toList();
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
   * Returns the name of the first datacenter.
   *
   * @return {@code datacenter1} if the builder named none
   */
  public String datacenter() {
    return nodes.get(0).datacenter();
  }

  @Override
  public List<CassandraNode> servers() {
    return nodes();
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

  /**
   * Adds a node to a datacenter, and waits until it has streamed its share of the data and joined.
   * All nodes must be up.
   *
   * @param datacenter one that the ring has
   * @return the running node
   * @throws ServerException if it does not join in time; it is part of the ring all the same, and
   *     tries again when it is started
   */
  public synchronized CassandraNode addNode(String datacenter) {
    List<NodePlace> present = nodes.stream().map(CassandraNode::place).toList();
    NodePlace place = config.layout().joining(present, datacenter, nextNumber.getAndIncrement());
    CassandraNode node = entering(place, JoinMode.BOOTSTRAPPING);
    node.start();
    return node;
  }

  /**
   * Adds a datacenter whose nodes have no data yet, and waits until they know the schema. To give
   * them any, alter keyspaces and {@link CassandraNode#rebuild rebuild} the nodes.
   *
   * @param name one that the ring does not have
   * @param count how many nodes, at least 1
   * @throws ServerException if the builder named no datacenter, or a node does not start in time
   */
  public synchronized void addDatacenter(String name, int count) {
    if (!config.layout().named() || !nodes(name).isEmpty()) {
      throw new ServerException(
          "The ring must be built with datacenter(...), and without %s, to add %s"
              .formatted(name, name));
    }
    List<CassandraNode> added =
        config.layout().datacenter(name, count, nextNumber.getAndAdd(count)).stream()
            .map(place -> entering(place, JoinMode.EMPTY))
            .toList();
    Parallel.run(added.stream().<Runnable>map(node -> node::start).toList());
    await("does not know the schema", view -> view.schema().equals(view(running()).schema()));
  }

  private CassandraNode entering(NodePlace place, JoinMode mode) {
    for (int port : List.of(config.nativePort(), config.storagePort())) {
      int unused =
          FreePorts.require(
              RingConfig.addresses(config.firstAddress(), place.number(), config.proxied()), port);
    }
    CassandraNode node = node(place, mode);
    nodes.add(node);
    return node;
  }

  /**
   * Takes a running node away for good: it streams its data to those that have it from then on,
   * leaves the ring and ends.
   *
   * @param node of this ring, which has another one
   * @throws ServerException if the node cannot leave, or has not left in time
   */
  public synchronized void decommission(CassandraNode node) {
    NodeJmx.decommission(node, config.startTimeout());
    gone(node);
  }

  /**
   * Takes a stopped node away for good: the others stream among themselves what it had.
   *
   * @param node of this ring, which has another one
   * @throws ServerException if it is running, or the others have not finished in time
   */
  public synchronized void remove(CassandraNode node) {
    if (node.state() != Server.State.STOPPED) {
      throw new ServerException(node.name() + " must be stopped to be removed: " + node.state());
    }
    awaitDown(node.address().getAddress());
    CassandraNode other = running();
    String id = view(other).hostIds().get(node.host());
    if (id == null) {
      throw new ServerException(other.name() + " does not know " + node);
    }
    NodeJmx.removeNode(other, config.startTimeout(), id);
    gone(node);
  }

  /**
   * Takes all nodes of a datacenter away for good: those that run are decommissioned, the others
   * removed. Keyspaces should have no replicas there any more.
   *
   * @param name a datacenter of this ring, which has another one
   * @throws ServerException as {@link #decommission} and {@link #remove} do
   */
  public synchronized void removeDatacenter(String name) {
    for (CassandraNode node : nodes(name)) {
      if (node.state() == Server.State.RUNNING) {
        decommission(node);
      } else {
        node.kill();
        remove(node);
      }
    }
  }

  private void gone(CassandraNode node) {
    nodes.remove(node);
    node.kill();
    if (network != null) {
      network.leave(node.name());
    }
    await("still has " + node.name(), view -> !view.hasJoined(node));
  }

  /** Waits until no running node takes the node at an address for up. */
  void awaitDown(InetAddress address) {
    String host = address.getHostAddress();
    await("takes " + host + " for up", view -> !view.live().contains(host));
  }

  /** Waits until all running nodes say so. */
  private void await(String otherwise, Predicate<NodeView> wanted) {
    for (CassandraNode node : nodes) {
      if (node.state() == Server.State.RUNNING
          && !Await.reached(
              () -> NodeView.ask(node).filter(wanted).isPresent(), config.startTimeout())) {
        throw new ServerException(node.name() + " " + otherwise);
      }
    }
  }

  private CassandraNode running() {
    return nodes.stream()
        .filter(node -> node.state() == Server.State.RUNNING)
        .findFirst()
        .orElseThrow(() -> new ServerException("No node runs: " + nodes));
  }

  private static NodeView view(CassandraNode node) {
    return NodeView.ask(node)
        .orElseThrow(() -> new ServerException(node.name() + " does not answer JMX"));
  }

  @Override
  public void close() {
    Closing.all(
        this::keepClasses,
        this::kill,
        () -> {
          if (network != null) {
            network.close();
          }
        },
        () -> ports.forEach(FreePorts::release),
        () -> Folders.deleteIfExists(temporary));
  }

  void kill() {
    Closing.all(nodes, CassandraNode::kill);
  }

  private void keepClasses() {
    nodes.stream()
        .filter(node -> node.number() == ClassArchive.RECORDER)
        .filter(node -> node.release().classArchive().isWanted())
        .forEach(
            node -> {
              node.stop();
              node.release().classArchive().keep();
            });
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
    Optional<NodeView> own = NodeView.ask(node);
    return own.isPresent()
        && own.get().serves()
        && running.stream().allMatch(own.get()::takesForUp)
        && running.stream()
            .filter(other -> other != node)
            .map(NodeView::ask)
            .allMatch(view -> view.isPresent() && view.get().takesForUp(node));
  }
}
