package net.es.esmond.storage.cassandra.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.HostPort;
import org.junit.jupiter.api.Test;

class ArchiveLevelsTest {
  private Optional<Metadata> view = Optional.empty();
  private final ArchiveLevels two = levels(2);
  private final ArchiveLevels three = levels(3);

  private ArchiveLevels levels(int replicas) {
    CassandraConf conf =
        CassandraConf.builder()
            .servers(List.of(new HostPort("localhost", 9042)))
            .replicas(replicas)
            .build();
    return new ArchiveLevels(conf, () -> view);
  }

  @Test
  void without_a_view_nothing_counts_as_complete() {
    assertThat(two.now().write()).isEqualTo(ConsistencyLevel.LOCAL_ONE);
    assertThat(two.now().complete()).isEqualTo(ConsistencyLevel.ALL);
    assertThat(two.now().lookup().complete()).isFalse();
  }

  @Test
  void instances_with_different_counts_miss_nothing_of_each_other() {
    see("NetworkTopologyStrategy", Map.of("dc1", "2"));
    assertThat(two.now().write()).isEqualTo(ConsistencyLevel.LOCAL_ONE);
    assertThat(three.now().complete()).isEqualTo(ConsistencyLevel.LOCAL_QUORUM);

    see("NetworkTopologyStrategy", Map.of("dc1", "3"));
    assertThat(two.now().write()).isEqualTo(ConsistencyLevel.LOCAL_QUORUM);
    assertThat(two.now()).isEqualTo(three.now());
  }

  @Test
  void a_datacenter_added_later_is_learned_in_the_same_session() {
    see("NetworkTopologyStrategy", Map.of("dc1", "3"));
    assertThat(three.now().complete()).isEqualTo(ConsistencyLevel.LOCAL_QUORUM);
    assertThat(three.now().lookup().complete()).isTrue();
    assertThat(three.now().serial()).isEqualTo(DefaultConsistencyLevel.LOCAL_SERIAL);

    see("NetworkTopologyStrategy", Map.of("dc1", "3", "dc2", "3"));

    assertThat(three.now().complete()).isEqualTo(ConsistencyLevel.ALL);
    assertThat(three.now().lookup().complete()).isFalse();
    assertThat(three.now().serial()).isEqualTo(DefaultConsistencyLevel.SERIAL);
  }

  @Test
  void a_view_without_the_keyspace_changes_no_levels() {
    see("NetworkTopologyStrategy", Map.of("dc1", "3"));
    ArchiveLevels.Levels known = two.now();

    view =
        Optional.of(
            fake(Metadata.class, Map.of("getKeyspace", Optional.empty(), "getNodes", Map.of())));

    assertThat(two.now()).isEqualTo(known);
    assertThat(two.now().write()).isEqualTo(ConsistencyLevel.LOCAL_QUORUM);
  }

  @Test
  void simple_strategy_counts_for_nothing_in_several_datacenters() {
    see("SimpleStrategy", Map.of("replication_factor", "2"), "dc1", "dc1");
    assertThat(two.now().lookup().complete()).isTrue();

    see("SimpleStrategy", Map.of("replication_factor", "2"), "dc1", "dc2");

    assertThat(two.now().lookup().complete()).isFalse();
  }

  /** The first node is local. */
  private void see(String strategy, Map<String, String> counts, String... datacenters) {
    Map<String, String> replication = new HashMap<>(counts);
    replication.put("class", strategy);
    KeyspaceMetadata keyspace = fake(KeyspaceMetadata.class, Map.of("getReplication", replication));
    Map<UUID, Node> nodes = new HashMap<>();
    for (String datacenter : datacenters.length == 0 ? new String[] {"dc1"} : datacenters) {
      NodeDistance distance = datacenter.equals("dc1") ? NodeDistance.LOCAL : NodeDistance.IGNORED;
      nodes.put(
          UUID.randomUUID(),
          fake(Node.class, Map.of("getDatacenter", datacenter, "getDistance", distance)));
    }
    view =
        Optional.of(
            fake(Metadata.class, Map.of("getKeyspace", Optional.of(keyspace), "getNodes", nodes)));
  }

  /** An object whose methods return what is given by their names. */
  private static <T> T fake(Class<T> type, Map<String, ?> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                Objects.requireNonNull(answers.get(method.getName()), method.getName())));
  }
}
