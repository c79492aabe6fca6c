package net.es.esmond.storage.testkit.postgres;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Closing;
import net.es.esmond.storage.testkit.internal.FreePorts;
import net.es.esmond.storage.testkit.internal.Loopback;
import net.es.esmond.storage.testkit.internal.PeerGates;

/** Describes a cluster. Not thread-safe. */
public final class PostgresClusterBuilder {
  private int standbys = 1;
  private boolean synchronous;
  private boolean proxied;
  private String firstAddress = "127.0.0.1";
  private int port;
  private String version = PostgresServerBuilder.DEFAULT_VERSION;
  private String password = "postgres";
  private Duration startTimeout = Duration.ofMinutes(1);
  private Optional<Path> dataDirectory = Optional.empty();
  private final Map<String, String> settings = new LinkedHashMap<>();

  PostgresClusterBuilder() {
    // A line that was cut is noticed within seconds and tried again at once.
    settings.put("wal_sender_timeout", "5s");
    settings.put("wal_receiver_timeout", "5s");
    settings.put("wal_retrieve_retry_interval", "200ms");
    settings.put("wal_keep_size", "256MB");
  }

  /**
   * Sets the number of standbys.
   *
   * @param count 0 or more; 1 by default
   * @return this
   */
  public PostgresClusterBuilder standbys(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("standbys must be 0 or more, but was " + count);
    }
    this.standbys = count;
    return this;
  }

  /**
   * Makes each commit wait until a standby has it on disk; by default none is waited for.
   *
   * @return this
   */
  public PostgresClusterBuilder synchronous() {
    this.synchronous = true;
    return this;
  }

  /**
   * Puts a proxy on every server's address, see {@link PostgresServerBuilder#proxied}.
   *
   * @return this
   */
  public PostgresClusterBuilder proxied() {
    this.proxied = true;
    return this;
  }

  /**
   * Sets the first server's address; the others follow it.
   *
   * @param address a loopback address, 127.0.0.1 by default
   * @return this
   */
  public PostgresClusterBuilder firstAddress(String address) {
    Loopback.parse(address);
    this.firstAddress = address;
    return this;
  }

  /**
   * Sets the port of all servers.
   *
   * @param port 1 to 65535, or 0, the default, for a free one
   * @return this
   */
  public PostgresClusterBuilder port(int port) {
    this.port = port;
    return this;
  }

  /**
   * Sets the version, see {@link PostgresServerBuilder#version}.
   *
   * @param version 16 or later
   * @return this
   */
  public PostgresClusterBuilder version(String version) {
    this.version = version;
    return this;
  }

  /**
   * Sets the superuser's password.
   *
   * @param password letters and digits; {@code postgres} by default
   * @return this
   */
  public PostgresClusterBuilder password(String password) {
    if (!password.matches("[A-Za-z0-9]+")) {
      throw new IllegalArgumentException("A cluster's password must be letters and digits");
    }
    this.password = password;
    return this;
  }

  /**
   * Sets a value of postgresql.conf in every server.
   *
   * @param name such as {@code max_connections}
   * @param value its text
   * @return this
   */
  public PostgresClusterBuilder setting(String name, String value) {
    settings.put(name, value);
    return this;
  }

  /**
   * Keeps the files of each server in a folder of its own, {@code postgres_1} and so on, which
   * {@link PostgresCluster#close} leaves.
   *
   * @param folder that has these folders, made if absent; temporary ones by default
   * @return this
   */
  public PostgresClusterBuilder dataDirectory(Path folder) {
    this.dataDirectory = Optional.of(folder);
    return this;
  }

  /**
   * Sets how long each start, promotion and demotion may take.
   *
   * @param timeout 1 minute by default
   * @return this
   */
  public PostgresClusterBuilder startTimeout(Duration timeout) {
    this.startTimeout = timeout;
    return this;
  }

  /**
   * Starts the servers and waits until every standby follows the primary.
   *
   * @return the running cluster; close it
   * @throws ServerException if a server does not start; none is left running then
   */
  public PostgresCluster start() {
    InetAddress first = Loopback.parse(firstAddress);
    List<InetAddress> hosts =
        IntStream.rangeClosed(1, standbys + 1).mapToObj(n -> Loopback.nth(first, n)).toList();
    List<InetAddress> addresses =
        hosts.stream().flatMap(h -> Stream.of(h, Loopback.behindProxy(h))).toList();
    int shared = port == 0 ? FreePorts.pick(addresses) : FreePorts.require(addresses, port);
    PeerGates peers = new PeerGates();
    List<PostgresServer> servers = new ArrayList<>();
    for (InetAddress host : hosts) {
      String name = "postgres_" + (servers.size() + 1);
      PostgresServerBuilder server =
          PostgresServer.builder()
              .name(name)
              .peers(peers)
              .version(version)
              .address(host.getHostAddress())
              .port(shared)
              .password(password)
              .startTimeout(startTimeout);
      settings.forEach(server::setting);
      dataDirectory.ifPresent(folder -> server.dataDirectory(folder.resolve(name)));
      servers.add(new PostgresServer((proxied ? server.proxied() : server).config()));
    }
    PostgresCluster cluster = new PostgresCluster(servers, synchronous, startTimeout);
    try {
      cluster.startAll();
      return cluster;
    } catch (RuntimeException e) {
      throw Closing.after(e, cluster::close);
    }
  }
}
