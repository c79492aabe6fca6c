package net.es.esmond.storage.internal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.es.esmond.storage.replication.Advice;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.NodeFacts;
import org.junit.jupiter.api.Test;

class AdviceRulesTest {
  private static final String REPAIR = "nodetool repair -full esmond_control";

  @Test
  void control_replicas_are_added_one_at_a_time() {
    assertThat(controlCommands(3, topology(Map.of("dc1", 1)), false))
        .containsExactly(alter("'dc1': 2"), REPAIR);
    assertThat(controlCommands(3, topology(Map.of("dc1", 2)), false))
        .containsExactly(alter("'dc1': 3"), REPAIR);
    assertThat(controlCommands(5, topology(Map.of("dc1", 3)), false)).isEmpty();
    assertThat(controlCommands(2, topology(Map.of("dc1", 2)), false)).isEmpty();
  }

  @Test
  void a_datacenter_without_control_replicas_gets_one_first() {
    assertThat(controlCommands(3, topology(Map.of("dc2", 3)), false))
        .containsExactly(alter("'dc1': 1, 'dc2': 3"), REPAIR);
  }

  @Test
  void while_a_change_is_under_way_its_record_stays_where_it_is() {
    assertThat(controlCommands(3, topology(Map.of("dc1", 1)), true)).isEmpty();
  }

  private static String alter(String replicas) {
    return "ALTER KEYSPACE esmond_control WITH replication = {'class': 'NetworkTopologyStrategy', "
        + replicas
        + "};";
  }

  private static List<String> controlCommands(
      int nodes, KeyspaceReplication control, boolean changing) {
    KeyspaceReplication two = topology(Map.of("dc1", 2));
    ClusterSnapshot cluster =
        new ClusterSnapshot(
            "dc1",
            IntStream.rangeClosed(1, nodes).mapToObj(AdviceRulesTest::node).toList(),
            two,
            control,
            Optional.empty(),
            Map.of(),
            List.of());
    ReplicationChange change =
        ReplicationChange.begun(
            topology(Map.of("dc1", 1)), two, two, true, "another instance", Instant.EPOCH);
    return AdviceRules.of(
            "esmond", cluster, changing ? Optional.of(change) : Optional.<ReplicationChange>empty())
        .stream()
        .filter(advice -> advice.topic() == Advice.Topic.CONTROL)
        .flatMap(advice -> advice.commands().stream())
        .toList();
  }

  private static NodeFacts node(int number) {
    return new NodeFacts(
        new ReplicaNode(new UUID(0, number), "10.0.0." + number, "dc1", "rack1", true),
        Set.of(BigInteger.valueOf(number)),
        "5.0",
        "");
  }

  private static KeyspaceReplication topology(Map<String, Integer> replicas) {
    return KeyspaceReplication.topology(replicas);
  }
}
