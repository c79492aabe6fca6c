package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.simulacron.common.cluster.ClusterSpec;
import com.datastax.oss.simulacron.server.BoundCluster;
import com.datastax.oss.simulacron.server.BoundNode;
import com.datastax.oss.simulacron.server.Inet4Resolver;
import com.datastax.oss.simulacron.server.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.ServerGroup;
import org.junit.jupiter.api.Test;

class RealServersTest {
  private static final int PORT = 9042;
  private static final String DROPPED = "DROP KEYSPACE IF EXISTS \"unused\"";

  @Test
  void a_group_that_does_not_close_leaves_no_other_open() {
    List<String> closed = new ArrayList<>();
    RealServers servers =
        new RealServers(
            EsmondConf.of(CassandraConf.builder().build(), SqlConf.builder().build()),
            List.of(
                new Group(
                    () -> {
                      throw new ServerException("does not die");
                    }),
                new Group(() -> closed.add("second"))));

    assertThatThrownBy(servers::close).hasMessage("does not die");
    assertThat(closed).containsExactly("second");
  }

  @Test
  void a_keyspace_is_dropped_in_a_cluster_of_two_datacenters() {
    assertThat(asked(conf -> new Administration(conf).dropKeyspace("unused"))).contains(DROPPED);
  }

  @Test
  void an_interrupted_thread_drops_what_it_leaves_on_servers() {
    Set<String> asked =
        asked(
            conf -> {
              Thread.currentThread().interrupt();
              assertThatThrownBy(() -> new RealServers(conf, List.of()).drop(conf))
                  .hasMessageContaining("DROP DATABASE");
              assertThat(Thread.interrupted()).isTrue();
            });
    assertThat(asked).contains(DROPPED);
  }

  /** What nodes in two datacenters are asked by who has a conf that leads to them alone. */
  private static Set<String> asked(Consumer<EsmondConf> asking) {
    try (Server server =
            Server.builder()
                .withAddressResolver(new Inet4Resolver(new byte[] {127, 0, 37, 21}, PORT))
                .build();
        BoundCluster cluster = server.register(ClusterSpec.builder().withNodes(1, 1))) {
      List<HostPort> nodes = cluster.getNodes().stream().map(RealServersTest::hostPort).toList();
      asking.accept(
          EsmondConf.of(
              CassandraConf.builder()
                  .servers(nodes)
                  .localDatacenter("dc2")
                  .keyspace("unused")
                  .build(),
              SqlConf.builder().servers(List.of(new HostPort("127.0.37.21", 1))).build()));
      return cluster.getLogs().getQueryLogs().stream()
          .map(log -> String.valueOf(log.getQuery()))
          .collect(Collectors.toSet());
    }
  }

  private static HostPort hostPort(BoundNode node) {
    return new HostPort(node.inetSocketAddress().getAddress().getHostAddress(), PORT);
  }

  /** A group without servers. */
  private record Group(Runnable closing) implements ServerGroup {
    @Override
    public List<net.es.esmond.storage.testkit.Server> servers() {
      return List.of();
    }

    @Override
    public void heal() {}

    @Override
    public void close() {
      closing.run();
    }
  }
}
