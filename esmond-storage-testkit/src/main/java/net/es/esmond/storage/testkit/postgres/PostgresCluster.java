package net.es.esmond.storage.testkit.postgres;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.internal.FreePorts;
import net.es.esmond.storage.testkit.internal.Loopback;
import net.es.esmond.storage.testkit.internal.Parallel;
import net.es.esmond.storage.testkit.internal.PeerGates;

/**
 * A PostgreSQL primary with standbys that follow it by streaming: real servers on neighbouring
 * loopback addresses that share a port. Failing over is the test's to do.
 *
 * <pre>{@code
 * try (PostgresCluster cluster = PostgresCluster.builder().standbys(1).start()) {
 *   PostgresServer old = cluster.primary();
 *   old.kill();
 *   cluster.promote(cluster.server(2));
 *   cluster.demote(old); // back as a standby
 * }
 * }</pre>
 *
 * <p>A killed primary that is only started again comes back writable, on its old timeline. Safe for
 * use by several threads.
 */
public final class PostgresCluster implements ServerGroup {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

  /** How long a standby may take to find its primary before it gets a new copy of it. */
  private static final Duration FOLLOW_TIMEOUT = Duration.ofSeconds(10);

  private final List<PostgresServer> servers;
  private final boolean synchronous;
  private final Duration timeout;
  private volatile PostgresServer primary;

  private PostgresCluster(List<PostgresServer> servers, boolean synchronous, Duration timeout) {
    this.servers = List.copyOf(servers);
    this.synchronous = synchronous;
    this.timeout = timeout;
    this.primary = servers.get(0);
  }

  /**
   * Starts to describe a cluster.
   *
   * @return a builder with defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public List<PostgresServer> servers() {
    return servers;
  }

  /**
   * Returns a server.
   *
   * @param number from 1, which starts as the primary
   * @return the server, whatever it is now
   */
  public PostgresServer server(int number) {
    return servers.get(number - 1);
  }

  /**
   * Returns the primary.
   *
   * @return the server that was promoted last, or the first; it need not run
   */
  public PostgresServer primary() {
    return primary;
  }

  /**
   * Returns all but the primary.
   *
   * @return in order of their numbers; those that were never demoted since they were primary too
   */
  public List<PostgresServer> standbys() {
    PostgresServer now = primary;
    return servers.stream().filter(server -> server != now).toList();
  }

  /**
   * Makes a standby the primary and lets the other running standbys follow it. The old primary is
   * left alone: alive, it stays writable. In a synchronous cluster the new primary waits for
   * standbys only if any follow it.
   *
   * @param standby must run
   * @throws ServerException if it does not take writes in time
   */
  public synchronized void promote(PostgresServer standby) {
    standby.configure(Map.of("synchronous_standby_names", ""));
    standby.query("SELECT pg_promote(wait => false)");
    await(
        () -> "f".equals(standby.query("SELECT pg_is_in_recovery()")),
        timeout,
        standby.name() + " did not become primary");
    primary = standby;
    List<PostgresServer> followers =
        standbys().stream()
            .filter(server -> server.isStandby() && server.state() == PostgresServer.State.RUNNING)
            .toList();
    followers.forEach(server -> server.configure(follow(server)));
    requireAcknowledgement(followers);
  }

  /**
   * Makes a server a standby of the primary: it is stopped, loses what it holds, and gets a new
   * copy.
   *
   * @param server any but the primary
   * @throws ServerException if it does not follow in time
   */
  public synchronized void demote(PostgresServer server) {
    if (server == primary) {
      throw new ServerException(server.name() + " is the primary: promote another one first");
    }
    server.kill();
    BaseCopy.take(primary, server.data());
    server.configure(follow(server));
    server.start();
    awaitFollowing(server, timeout);
    requireAcknowledgement(standbys());
  }

  /**
   * Ends all faults and makes every server but the {@link #primary()} its standby again: those on
   * another timeline get a new copy.
   */
  @Override
  public synchronized void heal() {
    servers.forEach(PostgresServer::restoreNetwork);
    primary.heal();
    Parallel.run(standbys().stream().<Runnable>map(server -> () -> rejoin(server)).toList());
    requireAcknowledgement(standbys());
  }

  private void rejoin(PostgresServer server) {
    if (server.isStandby()) {
      server.configure(follow(server));
      server.heal();
      try {
        awaitFollowing(server, FOLLOW_TIMEOUT);
        return;
      } catch (ServerException e) {
        // It has gone another way than the primary: only a new copy helps.
        server.kill();
      }
    }
    server.kill();
    BaseCopy.take(primary, server.data());
    server.configure(follow(server));
    server.start();
    awaitFollowing(server, timeout);
  }

  @Override
  public void close() {
    servers.forEach(PostgresServer::close);
  }

  private void startAll() {
    primary.start();
    Parallel.run(standbys().stream().<Runnable>map(server -> () -> rejoin(server)).toList());
    requireAcknowledgement(standbys());
  }

  private Map<String, String> follow(PostgresServer server) {
    return Map.of(
        "primary_conninfo",
        "host=%s port=%d user=%s password=%s application_name=%s sslmode=disable gssencmode=disable"
            .formatted(
                primary.address().getAddress().getHostAddress(),
                primary.address().getPort(),
                primary.user(),
                primary.password(),
                server.name()),
        "synchronous_standby_names",
        "");
  }

  private void requireAcknowledgement(List<PostgresServer> followers) {
    if (synchronous) {
      String names = followers.stream().map(PostgresServer::name).collect(Collectors.joining(","));
      primary.configure(
          Map.of("synchronous_standby_names", names.isEmpty() ? "" : "ANY 1 (" + names + ")"));
    }
  }

  private void awaitFollowing(PostgresServer server, Duration atMost) {
    String following =
        "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND application_name = '"
            + server.name()
            + "'";
    await(
        () -> "1".equals(primary.query(following)),
        atMost,
        server.name() + " does not follow " + primary.name());
  }

  private static void await(BooleanSupplier condition, Duration atMost, String failure) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new ServerException(failure + " within " + atMost);
      }
      try {
        Thread.sleep(POLL_INTERVAL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ServerException("Interrupted: " + failure, e);
      }
    }
  }

  /** Describes a cluster. Not thread-safe. */
  public static final class Builder {
    private int standbys = 1;
    private boolean synchronous;
    private boolean proxied;
    private String firstAddress = "127.0.0.1";
    private int port;
    private String version = PostgresServer.DEFAULT_VERSION;
    private String password = "postgres";
    private Duration startTimeout = Duration.ofMinutes(1);
    private final Map<String, String> settings = new LinkedHashMap<>();

    private Builder() {
      // A line that was cut is noticed within seconds and tried again at once.
      settings.put("wal_sender_timeout", "5s");
      settings.put("wal_receiver_timeout", "5s");
      settings.put("wal_retrieve_retry_interval", "200ms");
      settings.put("wal_keep_size", "256MB");
    }

    /**
     * Sets the number of standbys.
     *
     * @param count at least 1, which is the default
     * @return this
     */
    public Builder standbys(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("standbys must be at least 1, but was " + count);
      }
      this.standbys = count;
      return this;
    }

    /**
     * Makes each commit wait until a standby has it on disk; by default none is waited for.
     *
     * @return this
     */
    public Builder synchronous() {
      this.synchronous = true;
      return this;
    }

    /**
     * Puts a proxy on every server's address, see {@link PostgresServer.Builder#proxied}.
     *
     * @return this
     */
    public Builder proxied() {
      this.proxied = true;
      return this;
    }

    /**
     * Sets the first server's address; the others follow it.
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
     * Sets the port of all servers.
     *
     * @param port 1 to 65535, or 0, the default, for a free one
     * @return this
     */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /**
     * Sets the version, see {@link PostgresServer.Builder#version}.
     *
     * @param version 16 or later
     * @return this
     */
    public Builder version(String version) {
      this.version = version;
      return this;
    }

    /**
     * Sets the superuser's password.
     *
     * @param password letters and digits; {@code postgres} by default
     * @return this
     */
    public Builder password(String password) {
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
    public Builder setting(String name, String value) {
      settings.put(name, value);
      return this;
    }

    /**
     * Sets how long each start, promotion and demotion may take.
     *
     * @param timeout 1 minute by default
     * @return this
     */
    public Builder startTimeout(Duration timeout) {
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
      int shared =
          port != 0
              ? port
              : FreePorts.pick(
                  hosts.stream().flatMap(h -> Stream.of(h, Loopback.behindProxy(h))).toList());
      PeerGates peers = new PeerGates();
      List<PostgresServer> servers = new ArrayList<>();
      for (InetAddress host : hosts) {
        PostgresServer.Builder server =
            PostgresServer.builder()
                .name("postgres_" + (servers.size() + 1))
                .peers(peers)
                .version(version)
                .address(host.getHostAddress())
                .port(shared)
                .password(password)
                .startTimeout(startTimeout);
        settings.forEach(server::setting);
        servers.add(new PostgresServer(proxied ? server.proxied() : server));
      }
      PostgresCluster cluster = new PostgresCluster(servers, synchronous, startTimeout);
      try {
        cluster.startAll();
        return cluster;
      } catch (RuntimeException e) {
        cluster.close();
        throw e;
      }
    }
  }
}
