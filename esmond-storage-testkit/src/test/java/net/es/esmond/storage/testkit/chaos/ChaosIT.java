package net.es.esmond.storage.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A short run with fixed seeds; long ones are a program ({@link Chaos}). */
class ChaosIT {

  @ParameterizedTest
  @ValueSource(longs = {1})
  void noAcknowledgedWriteIsLostWhileNodesComeAndGo(long seed) throws InterruptedException {
    Report report = Chaos.run(seed, Duration.ofSeconds(45), "127.0.20.51");

    report.lines().forEach(System.out::println);
    assertThat(report.acknowledged()).isPositive();
    assertThat(report.lost()).isZero();
    assertThat(report.wrong()).isZero();
    assertThat(report.failed()).describedAs(report.lastFailure()).isZero();
    if (report.quorum()) {
      assertThat(report.stale()).isZero();
    }
  }
}
