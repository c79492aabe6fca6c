package net.es.esmond.storage.testkit.postgres;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.internal.Await;
import net.es.esmond.storage.testkit.internal.Closing;
import net.es.esmond.storage.testkit.internal.Parallel;

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
  /** How long a standby may take to find its primary before it gets a new copy of it. */
  private static final Duration FOLLOW_TIMEOUT = Duration.ofSeconds(10);

  private final List<PostgresServer> servers;
  private final boolean synchronous;
  private final Duration timeout;
  private volatile PostgresServer primary;

  PostgresCluster(List<PostgresServer> servers, boolean synchronous, Duration timeout) {
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
  public static PostgresClusterBuilder builder() {
    return new PostgresClusterBuilder();
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
    Closing.all(servers, PostgresServer::close);
  }

  void startAll() {
    primary.start();
    Parallel.run(standbys().stream().<Runnable>map(server -> () -> rejoin(server)).toList());
    requireAcknowledgement(standbys());
  }

  private Map<String, String> follow(PostgresServer server) {
    return Map.of(
        "primary_conninfo",
        "host=%s port=%s user=%s password=%s application_name=%s sslmode=disable gssencmode=disable"
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
    if (!Await.reached(condition, atMost)) {
      throw new ServerException(failure + " within " + atMost);
    }
  }
}
