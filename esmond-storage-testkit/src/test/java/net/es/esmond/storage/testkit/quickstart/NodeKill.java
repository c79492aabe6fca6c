package net.es.esmond.storage.testkit.quickstart;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;

/** Kills, once, half way through the load, the node that answered most requests of late. */
final class NodeKill {
  private static final long SNAPSHOT_NANOS = 1_000_000_000L;

  private final RequestCounts counts;
  private final long atPoint;
  private final Function<String, CassandraNode> killer;
  private Map<String, Long> current;
  private Map<String, Long> aSecondAgo;
  private long currentNanos = System.nanoTime();
  private Optional<CassandraNode> killed = Optional.empty();

  /** The killer is given the node's address as meters name it, and returns the node. */
  NodeKill(RequestCounts counts, long atPoint, Function<String, CassandraNode> killer) {
    this.counts = counts;
    this.atPoint = atPoint;
    this.killer = killer;
    this.current = counts.byNode();
    this.aSecondAgo = current;
  }

  /** To be called before each point, with the number of points sent so far. */
  void beforePoint(long sent) {
    if (killed.isPresent()) {
      return;
    }
    if (System.nanoTime() - currentNanos > SNAPSHOT_NANOS) {
      aSecondAgo = current;
      current = counts.byNode();
      currentNanos = System.nanoTime();
    }
    if (sent >= atPoint) {
      killed = Optional.of(killer.apply(counts.busiestSince(aSecondAgo)));
    }
  }

  Optional<CassandraNode> killed() {
    return killed;
  }
}
