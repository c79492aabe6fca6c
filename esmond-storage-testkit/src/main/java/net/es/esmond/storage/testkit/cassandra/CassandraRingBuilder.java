package net.es.esmond.storage.testkit.cassandra;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Closing;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.Loopback;
import net.es.esmond.storage.testkit.internal.Parallel;
import org.jspecify.annotations.Nullable;

/** Describes a ring. Not thread-safe. */
public final class CassandraRingBuilder {
  private static final int DEFAULT_NATIVE_PORT = 9042;
  private static final int DEFAULT_STORAGE_PORT = 7000;

  private String version = "5.0.9";
  private int nodes = 3;
  private final Map<String, Integer> datacenters = new LinkedHashMap<>();
  private int racks = 1;
  private int tokens = 1;
  private String firstAddress = "127.0.0.1";
  private boolean defaultPorts;
  private boolean proxied;
  private int heapMegabytes = 384;
  private final Map<String, Object> settings = new LinkedHashMap<>();
  private final List<String> jvmOptions = new ArrayList<>();
  private @Nullable Path dataDirectory;
  private Optional<Path> images = Optional.empty();
  private Duration startTimeout = Duration.ofMinutes(5);

  CassandraRingBuilder() {}

  /**
   * Sets the number of nodes, all in one datacenter, {@code datacenter1}.
   *
   * @param count at least 1; 3 by default
   * @return this
   */
  public CassandraRingBuilder nodes(int count) {
    this.nodes = positive("nodes", count);
    return this;
  }

  /**
   * Adds a datacenter, in place of {@code datacenter1}. Its nodes have the next numbers. The nodes
   * of such a ring use GossipingPropertyFileSnitch, as they do with {@link #racks}.
   *
   * @param name such as {@code dc1}
   * @param nodes how many nodes it has, at least 1
   * @return this
   */
  public CassandraRingBuilder datacenter(String name, int nodes) {
    datacenters.put(name, positive("nodes", nodes));
    return this;
  }

  /**
   * Sets how many racks each datacenter has: {@code rack1}, {@code rack2} and so on get a node in
   * turn.
   *
   * @param count at least 1, which is the default
   * @return this
   */
  public CassandraRingBuilder racks(int count) {
    this.racks = positive("racks", count);
    return this;
  }

  /**
   * Sets how many tokens, or vnodes, each node has.
   *
   * @param count 1 by default, evenly spaced; more are drawn, 16 as Cassandra itself would
   * @return this
   */
  public CassandraRingBuilder tokens(int count) {
    this.tokens = positive("tokens", count);
    return this;
  }

  private static int positive(String name, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, but was " + count);
    }
    return count;
  }

  /**
   * Sets the version of Cassandra that all nodes start with.
   *
   * @param version of {@code org.apache.cassandra:cassandra-all}, 4.1 or 5.0; 5.0.9 by default
   * @return this
   */
  public CassandraRingBuilder version(String version) {
    this.version = version;
    return this;
  }

  /**
   * Sets the first node's address; the others follow it.
   *
   * @param address a loopback address, 127.0.0.1 by default
   * @return this
   */
  public CassandraRingBuilder firstAddress(String address) {
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
  public CassandraRingBuilder defaultPorts() {
    this.defaultPorts = true;
    return this;
  }

  /**
   * Puts a proxy on every node's address, for clients and for other nodes, so that lines can be cut
   * and delayed. The node itself is bound to an address with 64 added to the second number. What
   * goes through a proxy costs CPU time of this JVM: not for measurements.
   *
   * @return this
   */
  public CassandraRingBuilder proxied() {
    this.proxied = true;
    return this;
  }

  /**
   * Sets each node's heap.
   *
   * @param megabytes 384 by default
   * @return this
   */
  public CassandraRingBuilder heapMegabytes(int megabytes) {
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
  public CassandraRingBuilder setting(String key, Object value) {
    settings.put(key, value);
    return this;
  }

  /**
   * Makes the nodes ask for a password: user {@code cassandra}, password {@code cassandra}. The
   * ring is up when each of them accepts it; with encryption set too, which only the test knows to
   * speak, that is not awaited.
   *
   * @return this
   */
  public CassandraRingBuilder passwordAuthentication() {
    return setting("authenticator", "PasswordAuthenticator")
        .setting("authorizer", "CassandraAuthorizer");
  }

  /**
   * Adds an option for every node's JVM, after our own.
   *
   * @param option such as {@code -Dname=value}
   * @return this
   */
  public CassandraRingBuilder jvmOption(String option) {
    jvmOptions.add(option);
    return this;
  }

  /**
   * Keeps the nodes' files in a folder, which {@link CassandraRing#close} leaves.
   *
   * @param folder made if absent; a temporary one by default
   * @return this
   */
  public CassandraRingBuilder dataDirectory(Path folder) {
    this.dataDirectory = folder;
    return this;
  }

  /** Keeps images elsewhere than in the cache. */
  CassandraRingBuilder images(Path folder) {
    this.images = Optional.of(folder);
    return this;
  }

  /**
   * Sets how long the ring, and later each node, may take to start.
   *
   * @param timeout 5 minutes by default
   * @return this
   */
  public CassandraRingBuilder startTimeout(Duration timeout) {
    this.startTimeout = timeout;
    return this;
  }

  /**
   * Starts all nodes at once and waits until each serves and takes every other for up.
   *
   * @return the running ring; close it
   * @throws ServerException if a node does not start, with its last log lines; none is left running
   *     then
   */
  public CassandraRing start() {
    Path temporary = dataDirectory == null ? Folders.temporary("cassandra") : null;
    RingConfig config = config(temporary);
    boolean restored = config.image().exists();
    try {
      return start(config, temporary);
    } catch (RuntimeException e) {
      if (!restored) {
        throw e;
      }
      // It may be the image that is broken.
      config.image().discard();
      return start();
    }
  }

  private CassandraRing start(RingConfig config, @Nullable Path temporary) {
    boolean imageWanted = config.image().isWanted();
    CassandraRing ring = new CassandraRing(config, temporary);
    try {
      Parallel.run(ring.nodes().stream().<Runnable>map(node -> node::start).toList());
      if (settings.containsKey("authenticator")
          && !settings.containsKey("client_encryption_options")) {
        Logins.await(ring.nodes(), startTimeout);
      }
      if (imageWanted) {
        config.image().take(ring.nodes());
      }
      return ring;
    } catch (RuntimeException e) {
      throw Closing.after(e, ring::kill, ring::close);
    }
  }

  private RingConfig config(@Nullable Path temporary) {
    InetAddress first = Loopback.parse(firstAddress);
    boolean named = !datacenters.isEmpty() || racks > 1;
    RingLayout layout =
        new RingLayout(
            datacenters.isEmpty() ? Map.of("datacenter1", nodes) : datacenters,
            racks,
            tokens,
            named);
    List<NodePlace> places = layout.founders();
    List<InetAddress> addresses =
        places.stream()
            .flatMap(place -> RingConfig.addresses(first, place.number(), proxied).stream())
            .toList();
    Path folder = temporary != null ? temporary : Objects.requireNonNull(dataDirectory);
    CassandraRelease release = CassandraRelease.of(version, folder);
    Object asked =
        settings.getOrDefault("native_transport_port", defaultPorts ? DEFAULT_NATIVE_PORT : 0);
    return new RingConfig(
        release,
        layout,
        temporary != null && settings.isEmpty() && jvmOptions.isEmpty()
            ? RingImage.of(images.orElseGet(() -> Folders.cache("images")), release, layout)
            : RingImage.none(),
        first,
        proxied,
        defaultPorts,
        RingConfig.port(addresses, asked instanceof Integer number ? number : 0),
        RingConfig.port(addresses, defaultPorts ? DEFAULT_STORAGE_PORT : 0),
        heapMegabytes,
        settings,
        jvmOptions,
        folder,
        startTimeout);
  }
}
