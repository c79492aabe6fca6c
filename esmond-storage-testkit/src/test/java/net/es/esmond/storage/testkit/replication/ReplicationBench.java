package net.es.esmond.storage.testkit.replication;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.io.IOException;
import java.time.Duration;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;

/**
 * From 1 to 3 replicas on 100,000 points, from {@code apply} to verified, beside the same steps
 * typed by hand: {@code -Pbench -Dbench=replication}.
 */
public final class ReplicationBench {
  private static final int SERIES = 100;
  private static final int POINTS_EACH = 1000;

  private ReplicationBench() {}

  public static void run() throws IOException {
    Figures figures = new Figures("replication");
    try (ReplicationRing ring = new ReplicationRing("127.0.32.21")) {
      // Each way first once and last once, after a round that warms the nodes.
      byHand(ring, "warm_up");
      double byHand = byHand(ring, "by_hand_1");
      double applied = applied(ring, "applied_1");
      applied += applied(ring, "applied_2");
      byHand += byHand(ring, "by_hand_2");
      figures.add(
          "1 to 3 replicas, apply to verified, " + SERIES * POINTS_EACH + " points",
          applied / 2,
          "s",
          "by hand",
          byHand / 2);
      figures.publish();
    }
  }

  private static double applied(ReplicationRing ring, String keyspace) {
    write(ring, keyspace);
    try (EsmondStorage storage = ring.open(keyspace, 3, ring.overJmx())) {
      var plan = storage.replication().plan();
      long begin = System.nanoTime();
      storage.replication().apply(plan);
      ReplicationStatus after = storage.replication().awaitChange(Duration.ofMinutes(30));
      if (after.change().isPresent()) {
        throw new IllegalStateException("not finished: " + after.change());
      }
      double seconds = seconds(begin);
      check(ring, keyspace);
      return seconds;
    }
  }

  /** ALTER, nodetool on one node after another, again for the third replica, and a look. */
  private static double byHand(ReplicationRing ring, String keyspace) {
    write(ring, keyspace);
    long begin = System.nanoTime();
    for (int count = 2; count <= 3; count++) {
      ring.replicas()
          .session()
          .execute(
              SimpleStatement.newInstance(
                      "ALTER KEYSPACE "
                          + keyspace
                          + " WITH replication ="
                          + " {'class': 'NetworkTopologyStrategy', 'datacenter1': "
                          + count
                          + "}")
                  .setTimeout(Duration.ofMinutes(1)));
      for (CassandraNode node : ring.ring().nodes()) {
        NodeTool.run(node, "nodetool repair -full " + keyspace);
      }
    }
    check(ring, keyspace);
    return seconds(begin);
  }

  /** A look at every replica of every row. */
  private static void check(ReplicationRing ring, String keyspace) {
    DirectReads.Found found = ring.replicas().find(keyspace);
    if (found.replicas() != 3 || found.lacking() > 0 || found.rows() != SERIES * POINTS_EACH) {
      throw new IllegalStateException(keyspace + ": " + found);
    }
  }

  private static void write(ReplicationRing ring, String keyspace) {
    try (EsmondStorage storage = ring.open(keyspace, 1, ReplicationRing.byOperator())) {
      Measurements.write(storage, SERIES, POINTS_EACH);
    }
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
