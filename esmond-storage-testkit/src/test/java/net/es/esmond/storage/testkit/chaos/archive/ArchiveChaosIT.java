package net.es.esmond.storage.testkit.chaos.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A short run with a fixed seed; long ones are a program ({@link ArchiveChaos}). */
class ArchiveChaosIT {
  private static final int PER_SECOND = 25;

  @Test
  void what_archives_acknowledge_stands_whatever_befalls_them() throws InterruptedException {
    ArchiveReport report =
        ArchiveChaos.run(
            1, Duration.ofSeconds(30), PER_SECOND, Facilities.ofShortRun(), "127.0.36.");

    report.lines().forEach(System.out::println);
    assertThat(report.findings().figure("points acknowledged")).isPositive();
    assertThat(report.findings().toString()).isEmpty();
  }
}
