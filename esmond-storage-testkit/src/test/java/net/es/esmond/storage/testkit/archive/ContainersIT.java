package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.data.TestData;
import org.junit.jupiter.api.Test;

/** The same archive in containers, where there is Docker. */
class ContainersIT {

  @Test
  void an_archive_in_containers_reads_what_it_wrote() {
    Optional<String> lacking = BackEnd.CONTAINERS.lacks(Setup.SMALLEST);
    assumeTrue(lacking.isEmpty(), () -> "no containers here: " + lacking.get());

    try (ArchiveServers servers = BackEnd.CONTAINERS.start(Setup.SMALLEST);
        TestArchive archive =
            TestArchive.create(servers, "containers", 1, UnaryOperator.identity())) {
      Registration test = TestData.newTest().eventType(EventType.THROUGHPUT).build();
      String key = archive.storage().metadata().register(test).key();
      archive.storage().archive().write(key, "throughput", Instant.now(), 1);

      assertThat(archive.storage().archive().read(SeriesQuery.base(key, "throughput")).toList())
          .hasSize(1);
      assertThat(servers.servers())
          .allMatch(server -> server.state() == Server.State.RUNNING)
          .noneMatch(server -> server.lastLogLines(5).isEmpty());
    }
  }
}
