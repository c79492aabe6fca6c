package net.es.esmond.storage.testkit.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.es.esmond.storage.testkit.archive.ArchiveServers;
import net.es.esmond.storage.testkit.archive.BackEnd;
import net.es.esmond.storage.testkit.archive.Setup;
import net.es.esmond.storage.testkit.bench.growth.GrowthBench;
import net.es.esmond.storage.testkit.bench.measurements.MeasurementsBench;
import net.es.esmond.storage.testkit.bench.session.FaultsBench;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Short runs of benchmarks of the whole archive. What they measure does not matter here. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BenchIT {
  private static ArchiveServers servers;

  @BeforeAll
  static void start() {
    servers = BackEnd.PROCESSES.start(new Setup(3, 1, false, false, "", ""));
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  @Order(1)
  void an_archive_that_grows_loses_no_point() throws Exception {
    GrowthBench.Size size = new GrowthBench.Size(20_000, Duration.ofSeconds(5), 100);

    new GrowthBench(servers, size).measure().print();
  }

  @Test
  @Order(2)
  void the_archive_reads_the_rows_that_the_driver_reads() throws Exception {
    MeasurementsBench.shortRun(servers.ring().orElseThrow());
  }

  @Test
  @Order(3)
  void the_loss_of_a_server_fails_no_request() throws InterruptedException {
    assertThat(FaultsBench.shortRun(servers.ring().orElseThrow(), servers.postgres().orElseThrow()))
        .isZero();
  }
}
