package net.es.esmond.storage.testkit.cassandra;

import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.FreePorts;
import net.es.esmond.storage.testkit.internal.Loopback;
import net.es.esmond.storage.testkit.internal.Parallel;
import net.es.esmond.storage.testkit.internal.ServerJars;
import net.es.esmond.storage.testkit.internal.ServerJdk;
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
  private final @Nullable Path temporary;

  private CassandraRing(RingConfig config, @Nullable Path temporary) {
    this.temporary = temporary;
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
  public static Builder builder() {
    return new Builder();
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
    Folders.deleteIfExists(temporary);
  }

  /** Whether a node serves, and it and every other running node take each other for up. */
  boolean isSettled(CassandraNode node) {
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

  /** Describes a ring. Not thread-safe. */
  public static final class Builder {
    private static final int DEFAULT_NATIVE_PORT = 9042;
    private static final int DEFAULT_STORAGE_PORT = 7000;
    private static final int DEFAULT_JMX_PORT = 7199;

    private String version = "5.0.9";
    private int nodes = 3;
    private String firstAddress = "127.0.0.1";
    private boolean defaultPorts;
    private boolean proxied;
    private int heapMegabytes = 384;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private @Nullable Path dataDirectory;
    private Duration startTimeout = Duration.ofMinutes(3);

    private Builder() {}

    /**
     * Sets the number of nodes.
     *
     * @param count at least 1; 3 by default
     * @return this
     */
    public Builder nodes(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("nodes must be at least 1, but was " + count);
      }
      this.nodes = count;
      return this;
    }

    /**
     * Sets the version of Cassandra.
     *
     * @param version of {@code org.apache.cassandra:cassandra-all}; 5.0.9 by default
     * @return this
     */
    public Builder version(String version) {
      this.version = version;
      return this;
    }

    /**
     * Sets the first node's address; the others follow it.
     *
     * @param address a loopback address, 127.0.0.1 by default
     * @return this
     */
    public Builder firstAddress(String address) {
      Loopback.parse(address);
      this.firstAddress = address;
      return this;
    }

    /**
     * Uses Cassandra's own ports: 9042 for clients, 7000 between nodes, JMX from 7199 on, one for
     * each node. Free ports are chosen by default.
     *
     * @return this
     */
    public Builder defaultPorts() {
      this.defaultPorts = true;
      return this;
    }

    /**
     * Puts a proxy on every node's address, for clients and for other nodes, so that lines can be
     * cut and delayed. The node itself is bound to an address with 64 added to the second number.
     * What goes through a proxy costs CPU time of this JVM: not for measurements.
     *
     * @return this
     */
    public Builder proxied() {
      this.proxied = true;
      return this;
    }

    /**
     * Sets each node's heap.
     *
     * @param megabytes 384 by default
     * @return this
     */
    public Builder heapMegabytes(int megabytes) {
      this.heapMegabytes = megabytes;
      return this;
    }

    /**
     * Sets a value of cassandra.yaml in every node.
     *
     * @param key top-level key
     * @param value what JSON can say: text, number, boolean, list or map of such
     * @return this
     */
    public Builder setting(String key, Object value) {
      settings.put(key, value);
      return this;
    }

    /**
     * Makes the nodes ask for a password: user {@code cassandra}, password {@code cassandra}. The
     * ring is up when each of them accepts it; with encryption set too, which only the test knows
     * to speak, that is not awaited.
     *
     * @return this
     */
    public Builder passwordAuthentication() {
      return setting("authenticator", "PasswordAuthenticator")
          .setting("authorizer", "CassandraAuthorizer");
    }

    /**
     * Adds an option for every node's JVM, after our own.
     *
     * @param option such as {@code -Dname=value}
     * @return this
     */
    public Builder jvmOption(String option) {
      jvmOptions.add(option);
      return this;
    }

    /**
     * Keeps the nodes' files in a folder, which {@link CassandraRing#close} leaves.
     *
     * @param folder made if absent; a temporary one by default
     * @return this
     */
    public Builder dataDirectory(Path folder) {
      this.dataDirectory = folder;
      return this;
    }

    /**
     * Sets how long the ring, and later each node, may take to start.
     *
     * @param timeout 3 minutes by default
     * @return this
     */
    public Builder startTimeout(Duration timeout) {
      this.startTimeout = timeout;
      return this;
    }

    /**
     * Starts all nodes at once and waits until each serves and takes every other for up.
     *
     * @return the running ring; close it
     * @throws ServerException if a node does not start, with its last log lines; none is left
     *     running then
     */
    public CassandraRing start() {
      Path temporary = dataDirectory == null ? Folders.temporary("cassandra") : null;
      CassandraRing ring = new CassandraRing(config(temporary), temporary);
      try {
        Parallel.run(ring.nodes.stream().<Runnable>map(node -> node::start).toList());
        if (settings.containsKey("authenticator")
            && !settings.containsKey("client_encryption_options")) {
          Logins.await(ring.nodes, ring.datacenter(), startTimeout);
        }
        return ring;
      } catch (RuntimeException e) {
        ring.nodes.forEach(CassandraNode::kill);
        ring.close();
        throw e;
      }
    }

    private RingConfig config(@Nullable Path temporary) {
      InetAddress first = Loopback.parse(firstAddress);
      List<InetAddress> addresses =
          IntStream.rangeClosed(1, nodes)
              .mapToObj(n -> Loopback.nth(first, n))
              .flatMap(a -> proxied ? Stream.of(a, Loopback.behindProxy(a)) : Stream.of(a))
              .toList();
      List<Integer> jmxPorts = new ArrayList<>();
      for (int n = 0; n < nodes; n++) {
        jmxPorts.add(
            defaultPorts
                ? DEFAULT_JMX_PORT + n
                : FreePorts.pick(List.of(Loopback.parse("127.0.0.1"))));
      }
      Path folder = temporary != null ? temporary : Objects.requireNonNull(dataDirectory);
      ServerJdk jdk = ServerJdk.find();
      String classPath =
          ServerJars.resolve("org.apache.cassandra", "cassandra-all", version).stream()
              .map(Path::toString)
              .collect(Collectors.joining(File.pathSeparator));
      return new RingConfig(
          jdk,
          classPath,
          ClassArchive.of(version, jdk, classPath, folder),
          nodes,
          first,
          proxied,
          defaultPorts ? DEFAULT_NATIVE_PORT : FreePorts.pick(addresses),
          defaultPorts ? DEFAULT_STORAGE_PORT : FreePorts.pick(addresses),
          jmxPorts,
          heapMegabytes,
          settings,
          jvmOptions,
          folder,
          startTimeout);
    }
  }
}
