package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.TokenRange;
import net.es.esmond.storage.replication.Verification;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.NodeFacts;
import net.es.esmond.storage.spi.ReplicationPort;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.junit.jupiter.api.Test;

/**
 * The contract of a {@link ReplicationPort} about the cluster, as tests. The store's nodes must all
 * be up, in one datacenter, and each must hold every row.
 */
public abstract class ReplicationContract extends SeriesContract {
  private static final int COMPARED = 10;

  /** For subclasses. */
  protected ReplicationContract() {}

  private ReplicationPort port() {
    return store().replication();
  }

  private ClusterSnapshot look() {
    return await(port().snapshot(soon()));
  }

  @Test
  void a_look_shows_every_node_with_its_tokens() {
    ClusterSnapshot cluster = look();

    assertThat(cluster.nodes()).isNotEmpty();
    assertThat(cluster.nodes()).extracting(facts -> facts.node().hostId()).doesNotHaveDuplicates();
    assertThat(cluster.nodes()).allSatisfy(facts -> assertThat(facts.tokens()).isNotEmpty());
    assertThat(cluster.nodes().stream().flatMap(facts -> facts.tokens().stream()))
        .doesNotHaveDuplicates();
    assertThat(cluster.nodes())
        .extracting(NodeFacts::node)
        .allMatch(ReplicaNode::up)
        .extracting(ReplicaNode::datacenter)
        .containsOnly(cluster.localDatacenter());
  }

  @Test
  void a_look_shows_how_a_cluster_at_rest_is_replicated() {
    ClusterSnapshot cluster = look();

    assertThat(cluster.replication().replicasIn(cluster.localDatacenter())).isPositive();
    assertThat(cluster.controlReplication().replicasIn(cluster.localDatacenter())).isPositive();
    assertThat(cluster.gcGraceSeconds()).isNotEmpty();
    assertThat(cluster.gcGraceSeconds().values()).allSatisfy(s -> assertThat(s).isNotNegative());
    // The keyspace may just have been made: its last node hears of that a moment later.
    eventually().untilAsserted(() -> assertThat(look().unsettled()).isEmpty());
  }

  @Test
  void what_is_altered_is_seen_by_all_instances() {
    ClusterSnapshot cluster = look();
    KeyspaceReplication before = cluster.replication();
    int replicas = before.replicasIn(cluster.localDatacenter());
    KeyspaceReplication other =
        before.with(cluster.localDatacenter(), replicas == 1 ? 2 : replicas - 1);
    try (TimeSeriesStore another = open()) {
      await(port().alter(other, soon()));
      await(port().alter(other, soon()));

      assertThat(look().replication()).isEqualTo(other);
      assertThat(await(another.replication().snapshot(soon())).replication()).isEqualTo(other);
    } finally {
      await(port().alter(before, soon()));
    }
    assertThat(look().replication()).isEqualTo(before);
  }

  /** A replica may be the last to hear of a point: the writer does not wait for all. */
  @Test
  void replicas_that_hold_the_same_do_not_differ() {
    IntStream.range(0, COMPARED).forEach(n -> write(series(), points(NEW_YEAR, 3, HOUR)));

    eventually()
        .untilAsserted(
            () -> {
              Verification found = await(port().verify(ranges(), COMPARED, soon()));
              assertThat(found.differences()).isEmpty();
              assertThat(found.partitions()).isBetween(1, COMPARED);
              assertThat(found.rows()).isPositive();
            });
  }

  /** Each from the token before to a node's own; all nodes hold it, its owner first. */
  private List<TokenRange> ranges() {
    record Owned(BigInteger token, UUID node) {}
    List<NodeFacts> nodes = look().nodes();
    List<Owned> ring =
        nodes.stream()
            .flatMap(
                facts ->
                    facts.tokens().stream().map(token -> new Owned(token, facts.node().hostId())))
            .sorted(Comparator.comparing(Owned::token))
            .toList();
    return IntStream.range(0, ring.size())
        .mapToObj(
            n -> {
              Owned last = ring.get(n);
              return new TokenRange(
                  ring.get(Math.floorMod(n - 1, ring.size())).token(),
                  last.token(),
                  nodes.stream()
                      .map(facts -> facts.node().hostId())
                      .sorted(Comparator.comparing(id -> !id.equals(last.node())))
                      .toList());
            })
        .toList();
  }

  @Test
  void nodes_are_repaired_and_cleaned_up() {
    port()
        .maintenance()
        .ifPresent(
            maintenance -> {
              ReplicaNode node = look().nodes().get(0).node();
              await(
                  maintenance.repair(
                      node, percent -> assertThat(percent).isBetween(0, 100), soon()));
              await(maintenance.cleanup(node, soon()));
            });
  }

  @Test
  void no_call_outlives_its_deadline() {
    List<TokenRange> ranges = ranges();
    endsWithoutTime(deadline -> port().snapshot(deadline));
    endsWithoutTime(deadline -> port().verify(ranges, COMPARED, deadline));
    endsWithoutTime(deadline -> port().load(deadline));
  }
}
