package net.es.esmond.storage.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.Server.State;
import net.es.esmond.storage.testkit.ServerGroup.Faults;
import net.es.esmond.storage.testkit.archive.ArchiveServers;
import net.es.esmond.storage.testkit.archive.BackEnd;
import net.es.esmond.storage.testkit.archive.Setup;
import net.es.esmond.storage.testkit.archive.TestArchive;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The annotation on real servers: a node and a primary lost, and whole again afterwards. */
@EsmondTest(nodes = 2, replicas = 2, standbys = 1, synchronous = true, backEnd = "processes")
class EsmondTestIT {
  private static final Registration TEST =
      TestData.newTest().eventType(EventType.THROUGHPUT).build();

  @Test
  void callers_notice_neither_a_lost_node_nor_primary(
      EsmondStorage storage, CassandraRing ring, PostgresCluster postgres) {
    String key = storage.metadata().register(TEST).key();
    try (Faults nodes = ring.faults();
        Faults servers = postgres.faults()) {
      ring.node(2).kill();
      postgres.primary().kill();
      postgres.promote(postgres.server(2));

      storage.archive().write(key, "throughput", Instant.now(), 1);

      assertThat(storage.metadata().register(TEST).key()).isEqualTo(key);
      assertThat(storage.archive().read(SeriesQuery.base(key, "throughput")).toList()).hasSize(1);
    }
    assertThat(ring.node(2).state()).isEqualTo(State.RUNNING);
    assertThat(postgres.standbys())
        .extracting(server -> server.state())
        .containsOnly(State.RUNNING);
  }

  @Test
  void servers_that_run_already_hold_archives_too(TestArchive archive, @TempDir Path folder)
      throws IOException {
    System.setProperty("esmond.testkit.conf", conf(archive.conf(), folder).toString());
    try (ArchiveServers running = BackEnd.choose(Setup.SMALLEST).start(Setup.SMALLEST);
        TestArchive another = TestArchive.create(running, "running", 1, UnaryOperator.identity())) {
      assertThat(running.servers()).isEmpty();
      String key = another.storage().metadata().register(TEST).key();
      another.storage().archive().write(key, "throughput", Instant.now(), 1);
    } finally {
      System.clearProperty("esmond.testkit.conf");
    }
  }

  private static Path conf(EsmondConf conf, Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("esmond.conf"),
        """
        [main]
        cassandra_servers = %s
        sql_db_host = %s
        sql_db_user = %s
        sql_db_password = %s
        """
            .formatted(
                text(conf.cassandra().servers()),
                text(conf.sql().servers()),
                conf.sql().user(),
                conf.sql().password().reveal()));
  }

  private static String text(List<HostPort> servers) {
    return servers.stream().map(HostPort::toString).collect(Collectors.joining(", "));
  }
}
