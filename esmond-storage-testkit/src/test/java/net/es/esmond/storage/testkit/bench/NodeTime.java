package net.es.esmond.storage.testkit.bench;

import java.time.Duration;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** The processor time of a ring's nodes, which compete with the client for the same processors. */
public final class NodeTime {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Processors that nodes keep busy while they have nothing to do. */
  private static final double IDLE = 0.2;

  private NodeTime() {}

  /** What all running nodes have used since they were started. */
  public static double seconds(CassandraRing ring) {
    return ring.nodes().stream()
        .flatMap(node -> ProcessHandle.of(node.pid()).stream())
        .mapToDouble(process -> process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9)
        .sum();
  }

  /** Waits until the nodes have flushed and compacted what was written. */
  public static void awaitQuiet(CassandraRing ring) {
    Run.awaitIdle(() -> seconds(ring), IDLE, PATIENCE);
  }
}
