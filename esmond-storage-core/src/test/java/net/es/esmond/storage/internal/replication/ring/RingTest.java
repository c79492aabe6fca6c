package net.es.esmond.storage.internal.replication.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.TokenRange;
import net.es.esmond.storage.spi.NodeFacts;
import org.junit.jupiter.api.Test;

class RingTest {

  @Test
  void simple_strategy_takes_the_next_nodes_around_the_ring() {
    assertThat(new Ring(Rings.even(4)).ranges(KeyspaceReplication.simple(2)))
        .containsExactly(
            range(4000, 1000, 1, 2),
            range(1000, 2000, 2, 3),
            range(2000, 3000, 3, 4),
            range(3000, 4000, 4, 1));
  }

  @Test
  void a_node_is_one_replica_whatever_its_token_count() {
    Ring ring = new Ring(List.of(node(1, "dc1", "r1", 10, 20, 30), node(2, "dc1", "r1", 40, 50)));

    assertThat(ring.ranges(KeyspaceReplication.simple(2)))
        .extracting(TokenRange::replicas)
        .containsExactly(ids(1, 2), ids(1, 2), ids(1, 2), ids(2, 1), ids(2, 1));
  }

  @Test
  void topology_strategy_prefers_racks_that_it_has_not_met() {
    Ring ring =
        new Ring(
            List.of(
                node(1, "dc1", "r1", 10),
                node(2, "dc1", "r1", 20),
                node(3, "dc1", "r2", 30),
                node(4, "dc1", "r2", 40)));

    assertThat(ring.ranges(KeyspaceReplication.topology(Map.of("dc1", 2))))
        .extracting(TokenRange::replicas)
        .containsExactly(ids(1, 3), ids(2, 3), ids(3, 1), ids(4, 1));
    // Two racks for three replicas: the third is the next node of a rack that was met already.
    assertThat(ring.ranges(KeyspaceReplication.topology(Map.of("dc1", 3))))
        .extracting(TokenRange::replicas)
        .containsExactly(ids(1, 2, 3), ids(2, 3, 4), ids(3, 4, 1), ids(4, 1, 2));
  }

  @Test
  void topology_strategy_counts_each_datacenter_by_itself() {
    Ring ring =
        new Ring(
            List.of(
                node(1, "east", "r1", 10),
                node(2, "west", "r1", 20),
                node(3, "east", "r1", 30),
                node(4, "west", "r1", 40),
                node(5, "north", "r1", 50)));

    assertThat(ring.ranges(KeyspaceReplication.topology(Map.of("east", 2, "west", 1))))
        .extracting(TokenRange::replicas)
        .containsExactly(ids(1, 2, 3), ids(2, 3, 1), ids(3, 4, 1), ids(4, 1, 3), ids(1, 2, 3));
  }

  @Test
  void more_replicas_than_nodes_are_not_placed() {
    assertThat(new Ring(Rings.even(2)).ranges(KeyspaceReplication.topology(Map.of("dc1", 3))))
        .extracting(TokenRange::replicas)
        .containsExactly(ids(1, 2), ids(2, 1));
  }

  private static NodeFacts node(int number, String datacenter, String rack, long... tokens) {
    Set<BigInteger> all = new java.util.HashSet<>();
    for (long token : tokens) {
      all.add(BigInteger.valueOf(token));
    }
    return new NodeFacts(
        new ReplicaNode(Rings.id(number), "10.0.0." + number, datacenter, rack, true),
        all,
        "5.0",
        "");
  }

  private static List<UUID> ids(int... numbers) {
    return java.util.Arrays.stream(numbers).mapToObj(Rings::id).toList();
  }

  private static TokenRange range(long start, long end, int... replicas) {
    return new TokenRange(BigInteger.valueOf(start), BigInteger.valueOf(end), ids(replicas));
  }
}
