package net.es.esmond.storage.cassandra.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import org.junit.jupiter.api.Test;

class TableDefinitionTest {
  private final TableDefinition table =
      TableDefinition.of("t", "key text, month tinyint", "ts bigint", "val text");

  @Test
  void creates_itself_once_however_many_try() {
    assertThat(table.create(CqlIdentifier.fromInternal("Esmond"), "LeveledCompactionStrategy"))
        .isEqualTo(
            "CREATE TABLE IF NOT EXISTS \"Esmond\".t (key text, month tinyint, ts bigint, val text,"
                + " PRIMARY KEY ((key, month), ts)) WITH id = b4ca94f8-d2c3-3098-9cb0-911c4753d23e"
                + " AND compaction = {'class': 'LeveledCompactionStrategy'}"
                + " AND speculative_retry = 'MIN(99p,25ms)'");
  }

  @Test
  void ids_differ_by_keyspace_and_table() {
    TableDefinition other =
        TableDefinition.of("u", "key text, month tinyint", "ts bigint", "val text");
    CqlIdentifier a = CqlIdentifier.fromInternal("a");
    CqlIdentifier b = CqlIdentifier.fromInternal("b");

    assertThat(table.create(a, "X")).isEqualTo(table.create(a, "X"));
    assertThat(id(table.create(a, "X"))).isNotEqualTo(id(table.create(b, "X")));
    assertThat(id(table.create(a, "X"))).isNotEqualTo(id(other.create(a, "X")));
  }

  @Test
  void replicas_are_read_from_either_strategy() {
    assertThat(
            KeyspaceOptions.of(
                    java.util.Map.of(
                        "class", "org.apache.cassandra.locator.SimpleStrategy",
                        "replication_factor", "2"))
                .replicasIn("dc1"))
        .isEqualTo(2);
    KeyspaceOptions topology =
        KeyspaceOptions.of(java.util.Map.of("class", "NetworkTopologyStrategy", "dc1", "3"));
    assertThat(topology.strategy()).isEqualTo("NetworkTopologyStrategy");
    assertThat(topology.replicasIn("dc1")).isEqualTo(3);
    assertThat(topology.replicasIn("dc2")).isZero();
  }

  private static String id(String create) {
    return create.replaceAll(".*id = (\\S+) .*", "$1");
  }
}
