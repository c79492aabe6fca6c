package net.es.esmond.storage.sql.internal.lastupdated;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchSizeTest {
  private final BatchSize size = new BatchSize(500);

  @Test
  void it_halves_while_statements_lag_or_fail_never_to_zero() {
    size.took(Duration.ofMillis(300));
    assertThat(size.rows()).isEqualTo(250);
    for (int i = 0; i < 20; i++) {
      size.failed();
    }
    assertThat(size.rows()).isEqualTo(1);
  }

  @Test
  void it_grows_again_up_to_its_bound() {
    size.failed();
    size.failed();
    size.took(Duration.ofMillis(5));
    assertThat(size.rows()).isEqualTo(250);
    size.took(Duration.ofMillis(100));
    assertThat(size.rows()).as("neither quick nor slow").isEqualTo(250);
    size.took(Duration.ofMillis(5));
    size.took(Duration.ofMillis(5));
    assertThat(size.rows()).isEqualTo(500);
  }
}
