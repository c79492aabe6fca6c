package net.es.esmond.storage.testkit.quickstart;

import java.util.Map;

/** Kills, once, half way through the load, the node that answered most requests of late. */
final class NodeKill {
  private static final long SNAPSHOT_NANOS = 1_000_000_000L;

  /** What kills a node, given its address. */
  interface Killer {
    void kill(String node);
  }

  private final RequestCounts counts;
  private final long atPoint;
  private final Killer killer;
  private Map<String, Double> current;
  private Map<String, Double> aSecondAgo;
  private long currentNanos = System.nanoTime();
  private int killed;

  NodeKill(RequestCounts counts, long atPoint, Killer killer) {
    this.counts = counts;
    this.atPoint = atPoint;
    this.killer = killer;
    this.current = counts.byNode();
    this.aSecondAgo = current;
  }

  /** To be called before each point, with the number of points sent so far. */
  void beforePoint(long sent) {
    if (killed > 0) {
      return;
    }
    if (System.nanoTime() - currentNanos > SNAPSHOT_NANOS) {
      aSecondAgo = current;
      current = counts.byNode();
      currentNanos = System.nanoTime();
    }
    if (sent >= atPoint) {
      killer.kill(counts.busiestSince(aSecondAgo));
      killed++;
    }
  }

  int killed() {
    return killed;
  }
}
