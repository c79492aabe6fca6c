package net.es.esmond.storage.testkit.cassandra;

import java.io.File;
import java.net.InetAddress;
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
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.FreePorts;
import net.es.esmond.storage.testkit.internal.Loopback;
import net.es.esmond.storage.testkit.internal.Parallel;
import net.es.esmond.storage.testkit.internal.ServerJars;
import net.es.esmond.storage.testkit.internal.ServerJdk;
import org.jspecify.annotations.Nullable;

/** Describes a ring. Not thread-safe. */
public final class CassandraRingBuilder {
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
  private Optional<Path> images = Optional.empty();
  private Duration startTimeout = Duration.ofMinutes(3);

  CassandraRingBuilder() {}

  /**
   * Sets the number of nodes.
   *
   * @param count at least 1; 3 by default
   * @return this
   */
  public CassandraRingBuilder nodes(int count) {
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
   * @param timeout 3 minutes by default
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
        Logins.await(ring.nodes(), ring.datacenter(), startTimeout);
      }
      if (imageWanted) {
        config.image().take(ring.nodes());
      }
      return ring;
    } catch (RuntimeException e) {
      ring.nodes().forEach(CassandraNode::kill);
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
    Path folder = temporary != null ? temporary : Objects.requireNonNull(dataDirectory);
    ServerJdk jdk = ServerJdk.find();
    String classPath =
        ServerJars.resolve("org.apache.cassandra", "cassandra-all", version).stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    Object asked =
        settings.getOrDefault("native_transport_port", defaultPorts ? DEFAULT_NATIVE_PORT : 0);
    int nativePort = port(addresses, asked instanceof Integer number ? number : 0);
    int storagePort = port(addresses, defaultPorts ? DEFAULT_STORAGE_PORT : 0);
    List<InetAddress> jmx = List.of(Loopback.parse("127.0.0.1"));
    List<Integer> jmxPorts =
        IntStream.range(0, nodes)
            .map(n -> port(jmx, defaultPorts ? DEFAULT_JMX_PORT + n : 0))
            .boxed()
            .toList();
    return new RingConfig(
        jdk,
        classPath,
        ClassArchive.of(version, jdk, classPath, folder),
        temporary != null && settings.isEmpty() && jvmOptions.isEmpty()
            ? RingImage.of(
                images.orElseGet(() -> Folders.cache("images")), version, jdk, classPath, nodes)
            : RingImage.none(),
        nodes,
        first,
        proxied,
        nativePort,
        storagePort,
        jmxPorts,
        heapMegabytes,
        settings,
        jvmOptions,
        folder,
        startTimeout);
  }

  /** The port that was asked for, or a free one where that is 0. */
  private static int port(List<InetAddress> addresses, int asked) {
    return asked == 0 ? FreePorts.pick(addresses) : FreePorts.require(addresses, asked);
  }
}
