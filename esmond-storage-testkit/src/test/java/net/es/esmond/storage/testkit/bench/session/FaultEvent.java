package net.es.esmond.storage.testkit.bench.session;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;

/** What happens to the servers while requests are measured, and what restores them afterwards. */
enum FaultEvent {
  KILL("kill -9", 8),
  PAUSE("SIGSTOP", 8),
  ROLLING_RESTART("rolling restart", 8),
  BOOTSTRAP("a node bootstrapping", 8),
  DECOMMISSION("a node decommissioning", 8),
  PRIMARY_KILLED("PostgreSQL primary killed", 8),
  ALL_DOWN("all down, then up", 12),
  ALL_MOVED("all addresses changed", 20);

  /** How long there is no primary, before the standby is promoted. */
  private static final int WITHOUT_PRIMARY_SECONDS = 3;

  private static int moves;

  private final String title;
  private final int secondsAfter;

  FaultEvent(String title, int secondsAfter) {
    this.title = title;
    this.secondsAfter = secondsAfter;
  }

  /** How long requests go on once it is over. */
  int secondsAfter() {
    return secondsAfter;
  }

  /** Whether it happens to PostgreSQL, and to no node. */
  boolean isOfPostgres() {
    return this == PRIMARY_KILLED;
  }

  /** Makes ready what it needs, before requests are measured. */
  void prepare(CassandraRing ring) {
    if (this == DECOMMISSION) {
      CassandraNode unused = ring.addNode(ring.datacenter());
    }
  }

  /**
   * Happens.
   *
   * @param victim the node, where it is about one of those that are always there
   */
  void happen(FaultServers servers, CassandraNode victim) throws InterruptedException {
    CassandraRing ring = servers.ring();
    switch (this) {
      case KILL -> victim.kill();
      case PAUSE -> victim.pause();
      case ROLLING_RESTART -> ring.rollingRestart();
      case BOOTSTRAP -> ring.addNode(ring.datacenter());
      case DECOMMISSION -> ring.decommission(newest(ring));
      case PRIMARY_KILLED -> {
        PostgresCluster postgres = servers.postgres().orElseThrow();
        postgres.primary().kill();
        TimeUnit.SECONDS.sleep(WITHOUT_PRIMARY_SECONDS);
        postgres.promote(postgres.standbys().get(0));
      }
      case ALL_DOWN -> {
        ring.nodes().forEach(CassandraNode::kill);
        TimeUnit.SECONDS.sleep(2);
        together(ring.nodes(), CassandraNode::start);
      }
      case ALL_MOVED -> {
        ring.nodes().forEach(CassandraNode::kill);
        moves++;
        ring.nodes().forEach(node -> node.moveTo("127.0.31." + (100 + 10 * moves + node.number())));
        together(ring.nodes(), CassandraNode::start);
      }
    }
  }

  /** Puts everything back as it was before. */
  void restore(FaultServers servers) {
    if (this == BOOTSTRAP) {
      servers.ring().decommission(newest(servers.ring()));
    }
    servers.heal();
  }

  private static CassandraNode newest(CassandraRing ring) {
    return ring.nodes().get(ring.nodes().size() - 1);
  }

  private static void together(List<CassandraNode> nodes, Consumer<CassandraNode> action)
      throws InterruptedException {
    List<Thread> threads =
        nodes.stream().map(node -> new Thread(() -> action.accept(node), "each " + node)).toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public String toString() {
    return title;
  }
}
