package net.es.esmond.storage.cassandra.internal.schema;

import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.rows;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.simulacron.common.cluster.ClusterSpec;
import com.datastax.oss.simulacron.common.cluster.DataCenterSpec;
import com.datastax.oss.simulacron.server.BoundCluster;
import com.datastax.oss.simulacron.server.Inet4Resolver;
import com.datastax.oss.simulacron.server.Server;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.cassandra.CassandraSessionFactory;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import org.junit.jupiter.api.Test;

/** Two simulated nodes in the middle of an upgrade: they hand no schema on to each other. */
class MixedVersionsTest {
  private static final int PORT = 9042;
  private static final Duration LONG = Duration.ofMinutes(2);

  @Test
  void an_absent_archive_is_refused_at_once_with_the_versions() {
    try (Server server = server()) {
      BoundCluster cluster = server.register(upgrading());
      try (CqlSession session = session(cluster)) {
        long begin = System.nanoTime();

        assertThatThrownBy(
                () -> CassandraSchema.ensure(session, "esmond", 3, Deadline.after(LONG), false))
            .isInstanceOfSatisfying(
                StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_ABSENT))
            .hasMessageContaining("keyspace esmond lacks raw_data")
            .hasMessageContaining("4.1 on " + address(cluster, 0) + ":" + PORT)
            .hasMessageContaining("5.0 on " + address(cluster, 1))
            .hasMessageContaining("upgrade all nodes");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONG.dividedBy(4));
      }
      assertThat(cluster.getLogs().getQueryLogs())
          .noneMatch(log -> String.valueOf(log.getQuery()).startsWith("CREATE"));
    }
  }

  @Test
  void a_node_without_tables_is_waited_for_and_named() {
    try (Server server = server()) {
      BoundCluster cluster = server.register(upgrading());
      cluster
          .node(0)
          .prime(
              when("SELECT table_name, column_name, kind, position, type"
                      + " FROM system_schema.columns WHERE keyspace_name = ?")
                  .then(columnsOfTheControlTables()));
      try (CqlSession session = session(cluster)) {
        Deadline soon = Deadline.after(Duration.ofSeconds(1));

        assertThatThrownBy(() -> CassandraSchema.ensureControl(session, soon, false))
            .isInstanceOfSatisfying(
                StoreException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
            .hasMessageContaining("did not all have the tables of keyspace esmond_control")
            .hasMessageContaining("4.1 on " + address(cluster, 0) + ":" + PORT);
      }
    }
  }

  private static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.RowBuilder
      columnsOfTheControlTables() {
    var rows =
        rows()
            .columnTypes(
                "table_name", "varchar",
                "column_name", "varchar",
                "kind", "varchar",
                "position", "int",
                "type", "varchar");
    for (TableDefinition table : Tables.CONTROL) {
      for (TableDefinition.Column column : table.columns()) {
        boolean key = column.kind() == TableDefinition.Kind.PARTITION_KEY;
        rows =
            rows.row(
                "table_name", table.name(),
                "column_name", column.name(),
                "kind", key ? "partition_key" : "regular",
                "position", key ? 0 : -1,
                "type", column.type());
      }
    }
    return rows;
  }

  private static ClusterSpec upgrading() {
    ClusterSpec cluster = ClusterSpec.builder().build();
    DataCenterSpec datacenter = cluster.addDataCenter().withName("dc1").build();
    datacenter.addNode().withCassandraVersion("4.1.9").build();
    datacenter.addNode().withCassandraVersion("5.0.9").build();
    return cluster;
  }

  /** At addresses of this JVM alone, which no simulated ring of other tests has. */
  private static Server server() {
    long pid = ProcessHandle.current().pid();
    return Server.builder()
        .withAddressResolver(
            new Inet4Resolver(
                new byte[] {127, (byte) (64 + pid / 250 % 64), (byte) (1 + pid % 250), (byte) 240},
                PORT))
        .build();
  }

  private static CqlSession session(BoundCluster cluster) {
    InetAddress first = cluster.node(0).inetSocketAddress().getAddress();
    return CassandraSessionFactory.of(
            CassandraConf.builder()
                .servers(List.of(new HostPort(first.getHostAddress(), PORT)))
                .build())
        .open(Deadline.after(Duration.ofSeconds(30)));
  }

  private static String address(BoundCluster cluster, int node) {
    return cluster.node(node).inetSocketAddress().getAddress().getHostAddress();
  }
}
