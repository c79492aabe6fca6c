package net.es.esmond.storage.testkit.chaos;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** Takes one node after another away for a while: the level stays reachable throughout. */
final class Faults {
  private final CassandraRing ring;
  private final Random random;

  private enum Fault {
    KILL,
    STOP,
    PAUSE
  }

  Faults(CassandraRing ring, Random random) {
    this.ring = ring;
    this.random = random;
  }

  void runFor(Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() - end < 0) {
      CassandraNode node = ring.node(1 + random.nextInt(ring.nodes().size()));
      Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
      int millis = 1000 + random.nextInt(7000);
      System.out.println(fault + " " + node.name() + " for " + millis + " ms");
      apply(fault, node, millis);
      // The peers must take the node for up before the next is taken away.
      TimeUnit.MILLISECONDS.sleep(4000 + random.nextInt(2000));
    }
  }

  private static void apply(Fault fault, CassandraNode node, int millis)
      throws InterruptedException {
    switch (fault) {
      case KILL -> {
        node.kill();
        TimeUnit.MILLISECONDS.sleep(millis);
        node.start();
      }
      case STOP -> {
        node.stop();
        TimeUnit.MILLISECONDS.sleep(millis);
        node.start();
      }
      case PAUSE -> {
        node.pause();
        TimeUnit.MILLISECONDS.sleep(millis);
        node.resume();
      }
    }
  }
}
