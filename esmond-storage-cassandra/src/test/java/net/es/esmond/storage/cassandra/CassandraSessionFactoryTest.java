package net.es.esmond.storage.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.simulacron.common.cluster.ClusterSpec;
import com.datastax.oss.simulacron.server.BoundCluster;
import com.datastax.oss.simulacron.server.Inet4Resolver;
import com.datastax.oss.simulacron.server.Server;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.CassandraConfBuilder;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CassandraSessionFactoryTest {
  private static final int PORT = 9042;

  private static Server server;

  @BeforeAll
  static void start() {
    server =
        Server.builder()
            .withAddressResolver(
                new Inet4Resolver(new byte[] {127, 0, 21, 1}, PORT) {
                  @Override
                  public void release(SocketAddress address) {
                    // A closed node still listens for an instant, so no address is used twice.
                  }
                })
            .build();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void servers_must_be_set() {
    CassandraConf unset = CassandraConf.builder().build();

    assertThatThrownBy(() -> CassandraSessionFactory.of(unset))
        .isInstanceOf(ConfException.class)
        .hasMessage("configuration: cassandra_servers must name at least one server");
  }

  @Test
  void the_only_datacenter_is_the_local_one() {
    try (BoundCluster cluster = server.register(ClusterSpec.builder().withNodes(3));
        CqlSession session = open(conf(cluster, Optional.empty()))) {
      assertThat(session.getMetadata().getNodes()).hasSize(3);
      assertThat(session.getMetadata().getNodes().values())
          .allMatch(node -> "dc1".equals(node.getDatacenter()));
    }
  }

  @Test
  void several_datacenters_are_listed_when_none_is_named() {
    try (BoundCluster cluster = server.register(ClusterSpec.builder().withNodes(2, 1))) {
      assertThatThrownBy(() -> open(conf(cluster, Optional.empty())))
          .isInstanceOf(ConfException.class)
          .hasMessageContaining("must be set")
          .hasMessageContaining("[dc1, dc2]");
    }
  }

  @Test
  void a_datacenter_that_does_not_exist_is_refused() {
    try (BoundCluster cluster = server.register(ClusterSpec.builder().withNodes(2, 1))) {
      assertThatThrownBy(() -> open(conf(cluster, Optional.of("dc9"))))
          .isInstanceOf(ConfException.class)
          .hasMessageContaining("'dc9'")
          .hasMessageContaining("[dc1, dc2]");
    }
  }

  @Test
  void only_nodes_of_the_named_datacenter_are_asked() {
    try (BoundCluster cluster = server.register(ClusterSpec.builder().withNodes(2, 2));
        CqlSession session = open(conf(cluster, Optional.of("dc2")))) {
      for (int i = 0; i < 50; i++) {
        assertThat(
                session
                    .execute("SELECT * FROM t")
                    .getExecutionInfo()
                    .getCoordinator()
                    .getDatacenter())
            .isEqualTo("dc2");
      }
    }
  }

  @Test
  void every_address_of_a_name_is_tried_until_one_answers() {
    try (BoundCluster cluster = server.register(ClusterSpec.builder().withNodes(1))) {
      String alive = address(cluster, 0);
      HostResolver resolver =
          host -> List.of(InetAddress.getByName("127.0.21.250"), InetAddress.getByName(alive));
      try (CqlSession session =
          CassandraSessionFactory.of(conf(List.of(new HostPort("db", PORT)), Optional.empty()))
              .resolvingWith(resolver)
              .open(soon())) {
        assertThat(session.getMetadata().getNodes()).hasSize(1);
      }
    }
  }

  @Test
  void unresolvable_names_are_reported_and_no_other_address_is_tried() {
    HostResolver resolver =
        host -> {
          throw new UnknownHostException(host);
        };
    assertThatThrownBy(
            () ->
                CassandraSessionFactory.of(
                        conf(
                            List.of(new HostPort("a.example", PORT), new HostPort("b.example", 1)),
                            Optional.empty()))
                    .resolvingWith(resolver)
                    .open(Deadline.after(Duration.ofSeconds(2))))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
              assertThat(e)
                  .hasMessage(
                      "no name in cassandra_servers resolves to an address: check names and name servers"
                          + " [a.example:9042: the name does not resolve,"
                          + " b.example:1: the name does not resolve]");
            });
  }

  @Test
  void a_name_is_resolved_again_while_waiting_for_the_cluster() {
    try (BoundCluster cluster = server.register(ClusterSpec.builder().withNodes(1))) {
      String alive = address(cluster, 0);
      AtomicInteger asked = new AtomicInteger();
      HostResolver resolver =
          host -> {
            if (asked.incrementAndGet() < 3) {
              throw new UnknownHostException(host);
            }
            return List.of(InetAddress.getByName(alive));
          };
      try (CqlSession session =
          CassandraSessionFactory.of(conf(List.of(new HostPort("db", PORT)), Optional.empty()))
              .resolvingWith(resolver)
              .open(soon())) {
        assertThat(asked).hasValue(3);
      }
    }
  }

  @Test
  void a_name_that_hangs_does_not_keep_a_session_from_opening() {
    CountDownLatch end = new CountDownLatch(1);
    try (BoundCluster cluster = server.register(ClusterSpec.builder().withNodes(1))) {
      String alive = address(cluster, 0);
      HostResolver resolver =
          host -> {
            if (!host.equals(alive)) {
              hang(end);
            }
            return List.of(InetAddress.getByName(alive));
          };
      List<HostPort> servers = List.of(new HostPort("a.example", PORT), new HostPort(alive, PORT));
      try (CqlSession session =
          CassandraSessionFactory.of(conf(servers, Optional.empty()))
              .resolvingWith(resolver)
              .open(soon())) {
        assertThat(session.getMetadata().getNodes()).hasSize(1);
      }
    } finally {
      end.countDown();
    }
  }

  @Test
  void an_unreachable_cluster_is_reported_in_time_with_every_server() {
    long start = System.nanoTime();
    assertThatThrownBy(
            () ->
                CassandraSessionFactory.of(
                        conf(
                            List.of(
                                new HostPort("127.0.21.251", PORT),
                                new HostPort("127.0.21.252", PORT)),
                            Optional.empty()))
                    .open(Deadline.after(Duration.ofSeconds(1))))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
              assertThat(e.attempts())
                  .extracting(attempt -> attempt.node())
                  .containsExactlyInAnyOrder("127.0.21.251:9042", "127.0.21.252:9042");
            });
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void the_hosts_driver_configuration_has_no_say() {
    String property = "datastax-java-driver.basic.request.consistency";
    System.setProperty(property, "ALL");
    try (BoundCluster cluster = server.register(ClusterSpec.builder().withNodes(1));
        CqlSession session = open(conf(cluster, Optional.empty()))) {
      assertThat(
              session
                  .getContext()
                  .getConfig()
                  .getDefaultProfile()
                  .getString(DefaultDriverOption.REQUEST_CONSISTENCY))
          .isEqualTo("LOCAL_ONE");
    } finally {
      System.clearProperty(property);
    }
  }

  private static void hang(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CqlSession open(CassandraConf conf) {
    return CassandraSessionFactory.of(conf).open(soon());
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(30));
  }

  private static String address(BoundCluster cluster, int node) {
    return cluster.node(node).inetSocketAddress().getAddress().getHostAddress();
  }

  private static CassandraConf conf(BoundCluster cluster, Optional<String> datacenter) {
    return conf(List.of(new HostPort(address(cluster, 0), PORT)), datacenter);
  }

  private static CassandraConf conf(List<HostPort> servers, Optional<String> datacenter) {
    CassandraConfBuilder conf =
        CassandraConf.builder().servers(servers).replicas(2).connectTimeout(Duration.ofSeconds(2));
    datacenter.ifPresent(conf::localDatacenter);
    return conf.build();
  }
}
