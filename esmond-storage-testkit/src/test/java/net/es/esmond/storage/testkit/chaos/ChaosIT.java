package net.es.esmond.storage.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A short run with a fixed seed; long ones are a program ({@link Chaos}). */
class ChaosIT {

  @Test
  void no_acknowledged_write_is_lost_while_nodes_come_and_go() throws InterruptedException {
    Report report = Chaos.run(1, Duration.ofSeconds(45), "127.0.31.51");

    report.lines().forEach(System.out::println);
    assertThat(report.acknowledged()).isPositive();
    assertThat(report.holds()).describedAs(report.lastFailure()).isTrue();
  }
}
