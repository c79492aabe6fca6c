package net.es.esmond.storage.testkit.bench.session;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** What happens to the ring while requests are measured, and what restores it afterwards. */
enum FaultEvent {
  KILL("kill -9", 8),
  PAUSE("SIGSTOP", 8),
  ROLLING_RESTART("rolling restart", 8),
  ALL_DOWN("all down, then up", 12),
  ALL_MOVED("all addresses changed", 20);

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

  /**
   * Happens.
   *
   * @param victim the node, where it is about one
   */
  void happen(CassandraRing ring, CassandraNode victim) throws InterruptedException {
    switch (this) {
      case KILL -> victim.kill();
      case PAUSE -> victim.pause();
      case ROLLING_RESTART -> ring.rollingRestart();
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
