package net.es.esmond.storage.internal.replication.ring;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.spi.NodeFacts;

/** Rings for tests. */
final class Rings {
  private Rings() {}

  static UUID id(int number) {
    return new UUID(0, number);
  }

  /** Nodes 1 to n, one token each, evenly spaced, in one rack of one datacenter. */
  static List<NodeFacts> even(int nodes, Integer... down) {
    Set<Integer> isDown = Set.of(down);
    List<NodeFacts> facts = new ArrayList<>();
    for (int n = 1; n <= nodes; n++) {
      facts.add(
          new NodeFacts(
              new ReplicaNode(id(n), "10.0.0." + n, "dc1", "rack1", !isDown.contains(n)),
              Set.of(BigInteger.valueOf(1000L * n)),
              "5.0",
              ""));
    }
    return facts;
  }

  /** Any ring of that many nodes: tokens, racks, datacenters and losses drawn. */
  static List<NodeFacts> any(Random random, int nodes, int datacenters) {
    Set<Long> taken = new HashSet<>();
    List<NodeFacts> facts = new ArrayList<>();
    for (int n = 1; n <= nodes; n++) {
      Set<BigInteger> tokens = new HashSet<>();
      int count = 1 + random.nextInt(4);
      while (tokens.size() < count) {
        long token = random.nextLong();
        if (taken.add(token)) {
          tokens.add(BigInteger.valueOf(token));
        }
      }
      facts.add(
          new NodeFacts(
              new ReplicaNode(
                  id(n),
                  "10.0.0." + n,
                  "dc" + (1 + n % datacenters),
                  "rack" + random.nextInt(3),
                  random.nextInt(10) > 0),
              tokens,
              "5.0",
              ""));
    }
    return facts;
  }
}
