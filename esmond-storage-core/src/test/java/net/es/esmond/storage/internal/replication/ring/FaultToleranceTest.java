package net.es.esmond.storage.internal.replication.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.LevelTolerance;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.TokenRange;
import net.es.esmond.storage.spi.NodeFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultToleranceTest {

  @ParameterizedTest(name = "{0} nodes with {1} replicas tolerate the loss of {2}")
  @CsvSource({"2, 1, 0", "2, 2, 1", "10, 2, 1", "3, 3, 2"})
  void the_guides_examples_follow_from_the_ring(int nodes, int replicas, int tolerated) {
    LevelTolerance one = at(ConsistencyLevel.LOCAL_ONE, Rings.even(nodes), replicas);

    assertThat(one.servable()).isTrue();
    assertThat(one.moreNodesMayFail()).isEqualTo(tolerated);
    assertThat(one.atRisk()).isEmpty();
  }

  @Test
  void with_two_replicas_only_the_loss_of_neighbours_hurts() {
    LevelTolerance one = at(ConsistencyLevel.ONE, Rings.even(10), 2);

    assertThat(one.hurtfulLosses())
        .hasSize(10)
        .contains(Set.of(Rings.id(1), Rings.id(2)), Set.of(Rings.id(10), Rings.id(1)))
        .doesNotContain(Set.of(Rings.id(1), Rings.id(3)));
  }

  @Test
  void a_node_down_puts_only_its_ranges_at_risk() {
    LevelTolerance one = at(ConsistencyLevel.ONE, Rings.even(10, 4), 2);

    assertThat(one.servable()).isTrue();
    assertThat(one.moreNodesMayFail()).isZero();
    assertThat(one.atRisk()).extracting(TokenRange::endInclusive).hasSize(2);
    assertThat(one.hurtfulLosses())
        .containsExactlyInAnyOrder(Set.of(Rings.id(3)), Set.of(Rings.id(5)));
  }

  @Test
  void a_level_needing_more_replicas_than_nodes_is_never_servable() {
    assertThat(at(ConsistencyLevel.ALL, Rings.even(2), 3).servable()).isFalse();
    assertThat(at(ConsistencyLevel.QUORUM, Rings.even(2), 3).moreNodesMayFail()).isZero();
    assertThat(at(ConsistencyLevel.TWO, Rings.even(3), 1).unservable()).hasSize(3);
  }

  @Test
  void an_obstacle_names_the_level_and_its_replicas() {
    assertThat(obstacle(ConsistencyLevel.LOCAL_QUORUM, Rings.even(3, 2), topology(3))).isEmpty();
    assertThat(obstacle(ConsistencyLevel.LOCAL_QUORUM, Rings.even(3, 2, 3), topology(3)))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("LOCAL_QUORUM needs 2 of the replicas [")
                    .endsWith("], of which 1 can answer"));
    assertThat(obstacle(ConsistencyLevel.LOCAL_ONE, Rings.even(3, 2, 3), topology(3))).isEmpty();
    assertThat(obstacle(ConsistencyLevel.LOCAL_ONE, Rings.even(3, 2, 3), topology(1))).isPresent();
  }

  @Test
  void a_datacenter_without_replicas_serves_no_local_level() {
    KeyspaceReplication elsewhere = KeyspaceReplication.topology(Map.of("dc2", 3));

    assertThat(obstacle(ConsistencyLevel.LOCAL_QUORUM, Rings.even(3), elsewhere))
        .contains("LOCAL_QUORUM needs 1 of the replicas [], of which 0 can answer");
  }

  private static Optional<String> obstacle(
      ConsistencyLevel level, List<NodeFacts> nodes, KeyspaceReplication replication) {
    Ring ring = new Ring(nodes);
    return FaultTolerance.obstacle(
        level,
        ring.ranges(replication).stream().map(TokenRange::replicas).toList(),
        replication,
        "dc1",
        ring.nodes());
  }

  private static KeyspaceReplication topology(int replicas) {
    return KeyspaceReplication.topology(Map.of("dc1", replicas));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void tolerated_losses_match_trying_every_loss_of_ten_nodes(long seed) {
    Random random = new Random(seed);
    List<NodeFacts> nodes = Rings.any(random, 10, 1 + random.nextInt(2));
    KeyspaceReplication replication =
        random.nextBoolean()
            ? KeyspaceReplication.simple(1 + random.nextInt(4))
            : KeyspaceReplication.topology(
                Map.of("dc1", 1 + random.nextInt(3), "dc2", random.nextInt(3)));
    Ring ring = new Ring(nodes);
    Map<ConsistencyLevel, LevelTolerance> tolerances = FaultTolerance.of(ring, replication, "dc1");
    List<UUID> up =
        nodes.stream()
            .map(NodeFacts::node)
            .filter(ReplicaNode::up)
            .map(ReplicaNode::hostId)
            .toList();

    for (ConsistencyLevel level : ConsistencyLevel.values()) {
      LevelTolerance told = tolerances.get(level);
      assertThat(told.servable())
          .as("%s of %s", level, replication)
          .isEqualTo(serves(level, ring, nodes, replication, new HashSet<>(up)))
          .isEqualTo(obstacle(level, nodes, replication).isEmpty());
      if (told.servable()) {
        BruteForce found = tryAll(level, ring, nodes, replication, up);
        assertThat(told.moreNodesMayFail())
            .as("%s of %s", level, replication)
            .isEqualTo(found.smallest() - 1);
        assertThat(Set.copyOf(told.hurtfulLosses()))
            .as("%s of %s", level, replication)
            .isEqualTo(found.losses());
      }
    }
  }

  private record BruteForce(int smallest, Set<Set<UUID>> losses) {}

  /** Tries every set of nodes that could fail. */
  private static BruteForce tryAll(
      ConsistencyLevel level,
      Ring ring,
      List<NodeFacts> nodes,
      KeyspaceReplication replication,
      List<UUID> up) {
    int smallest = Integer.MAX_VALUE;
    Set<Set<UUID>> losses = new HashSet<>();
    for (int mask = 1; mask < 1 << up.size(); mask++) {
      Set<UUID> lost = new HashSet<>();
      for (int i = 0; i < up.size(); i++) {
        if ((mask & 1 << i) != 0) {
          lost.add(up.get(i));
        }
      }
      if (lost.size() > smallest) {
        continue;
      }
      Set<UUID> left = new HashSet<>(up);
      left.removeAll(lost);
      if (!serves(level, ring, nodes, replication, left)) {
        if (lost.size() < smallest) {
          smallest = lost.size();
          losses.clear();
        }
        losses.add(lost);
      }
    }
    return new BruteForce(smallest, losses);
  }

  /** Cassandra's rule for each level, told anew. */
  private static boolean serves(
      ConsistencyLevel level,
      Ring ring,
      List<NodeFacts> nodes,
      KeyspaceReplication replication,
      Set<UUID> up) {
    Map<UUID, String> datacenters =
        nodes.stream()
            .map(NodeFacts::node)
            .collect(Collectors.toMap(ReplicaNode::hostId, ReplicaNode::datacenter));
    for (TokenRange range : ring.ranges(replication)) {
      List<UUID> live = new ArrayList<>(range.replicas());
      live.retainAll(up);
      long local = live.stream().filter(id -> datacenters.get(id).equals("dc1")).count();
      boolean served =
          switch (level) {
            case ONE -> live.size() >= 1;
            case TWO -> live.size() >= 2;
            case THREE -> live.size() >= 3;
            case QUORUM -> live.size() > replication.total() / 2;
            case ALL -> live.size() >= replication.total();
            case LOCAL_ONE -> local >= 1;
            case LOCAL_QUORUM -> local > replication.replicasIn("dc1") / 2;
            case EACH_QUORUM ->
                replication.isSimple()
                    ? live.size() > replication.total() / 2
                    : replication.replicas().entrySet().stream()
                        .filter(count -> count.getValue() > 0)
                        .allMatch(
                            count ->
                                live.stream()
                                        .filter(id -> datacenters.get(id).equals(count.getKey()))
                                        .count()
                                    > count.getValue() / 2);
          };
      if (!served) {
        return false;
      }
    }
    return true;
  }

  private static LevelTolerance at(ConsistencyLevel level, List<NodeFacts> nodes, int replicas) {
    return FaultTolerance.of(
            new Ring(nodes), KeyspaceReplication.topology(Map.of("dc1", replicas)), "dc1")
        .get(level);
  }
}
