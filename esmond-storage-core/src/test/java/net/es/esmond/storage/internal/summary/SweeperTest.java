package net.es.esmond.storage.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.retention.RetentionPolicy;
import net.es.esmond.storage.series.Partition;
import org.junit.jupiter.api.Test;

class SweeperTest {
  private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");

  private static List<Partition> urgent(Retention retention) {
    RetentionPolicy policy = new RetentionPolicy(null, null, null, retention);
    return Sweeper.urgent(NOW, new RetentionPolicies(List.of(policy)));
  }

  @Test
  void partitions_where_windows_close_are_urgent() {
    Partition current = Partition.ofBasePoints(NOW.toEpochMilli());

    assertThat(urgent(Retention.FOREVER)).containsExactly(current.previous(), current);
  }

  @Test
  void partitions_whose_base_points_expire_are_urgent() {
    Partition current = Partition.ofBasePoints(NOW.toEpochMilli());

    Partition expiring = Partition.ofBasePoints(NOW.minus(Duration.ofDays(60)).toEpochMilli());
    assertThat(urgent(new Retention.Days(60)))
        .contains(expiring, expiring.next(), current.previous(), current)
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(urgent(new Retention.Days(0)))
        .containsExactly(current.previous(), current, current.next());
    assertThat(urgent(new Retention.Days(1_000_000))).containsExactly(current.previous(), current);
  }
}
