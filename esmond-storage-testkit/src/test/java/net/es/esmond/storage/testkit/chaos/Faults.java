package net.es.esmond.storage.testkit.chaos;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one node after another away for a while: the level stays reachable throughout. */
final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private final ChaosCluster cluster;
  private final Random random;
  private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);

  private enum Fault {
    KILL,
    RESTART,
    MOVE,
    PAUSE,
    CUT_OFF_FROM_CLIENTS,
    CUT_OFF_FROM_PEERS,
    SLOW
  }

  Faults(ChaosCluster cluster, Random random) {
    this.cluster = cluster;
    this.random = random;
  }

  void runFor(Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() - end < 0) {
      CassandraNode node = cluster.ring().node(1 + random.nextInt(cluster.ring().nodes().size()));
      Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
      int millis = 1000 + random.nextInt(9000);
      LOG.info("{}: {} for {} ms", node.name(), fault, millis);
      counts.merge(fault, 1, Integer::sum);
      try (ServerGroup.Faults faults = cluster.ring().faults()) {
        apply(fault, node);
        TimeUnit.MILLISECONDS.sleep(millis);
      }
      cluster.awaitAllUp();
      TimeUnit.MILLISECONDS.sleep(random.nextInt(2000));
    }
  }

  /** What the ring ends when it is healed. */
  private void apply(Fault fault, CassandraNode node) {
    switch (fault) {
      case KILL -> node.kill();
      case RESTART -> node.stop();
      case MOVE -> {
        node.stop();
        node.moveTo(cluster.freeAddress());
      }
      case PAUSE -> node.pause();
      case CUT_OFF_FROM_CLIENTS -> node.cutOffFromClients();
      case CUT_OFF_FROM_PEERS -> node.cutOffFromPeers();
      case SLOW -> node.delayClients(Duration.ofMillis(50 + random.nextInt(450)));
    }
  }

  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(e -> e.getKey().name().toLowerCase(Locale.ROOT) + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
