package net.es.esmond.storage.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionTest {
  private static final Series BASE = Series.base("0cb1", EventType.THROUGHPUT);
  private static final Series MINUTES =
      new Series("0cb1", EventType.THROUGHPUT, SummaryType.AVERAGE, 60);
  private static final Series HOURS =
      new Series("0cb1", EventType.THROUGHPUT, SummaryType.AVERAGE, 3600);

  private static long millis(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  @Test
  void windows_from_an_hour_up_are_kept_apart_from_points() {
    long time = millis("2026-02-28T23:59:59Z");

    assertThat(Partition.of(BASE, time)).isEqualTo(Partition.ofBasePoints(time));
    assertThat(Partition.of(MINUTES, time)).isEqualTo(Partition.ofBasePoints(time));
    assertThat(Partition.ofBasePoints(time).holdsBasePoints()).isTrue();
    assertThat(Partition.of(HOURS, time).holdsBasePoints()).isFalse();
  }

  @Test
  void months_and_years_are_stored_as_their_numbers() {
    long time = millis("2026-12-31T23:59:59Z");

    assertThat(Partition.of(BASE, time)).isEqualTo(new Partition(2026, 12));
    assertThat(Partition.of(BASE, time).storedNumber()).isEqualTo((byte) 12);
    assertThat(Partition.of(HOURS, time)).isEqualTo(new Partition(2026, 0));
    assertThat(Partition.of(BASE, time).rowKey(BASE)).isEqualTo("ps:throughput:0cb1:2026");
    assertThatThrownBy(() -> new Partition(2026, 13)).hasMessageContaining("0 to 12");
  }

  @Test
  void partitions_follow_each_other_without_gaps() {
    for (Series series : List.of(BASE, HOURS)) {
      Partition partition = Partition.of(series, millis("1999-06-01T00:00:00Z"));
      for (int i = 0; i < 100; i++) {
        Partition next = partition.next();
        assertThat(next.startMillis()).isEqualTo(partition.endMillis());
        assertThat(next.previous()).isEqualTo(partition).isLessThan(next);
        assertThat(Partition.of(series, next.startMillis())).isEqualTo(next);
        assertThat(Partition.of(series, next.endMillis() - 1)).isEqualTo(next);
        assertThat(new Partition(next.year(), next.storedNumber())).isEqualTo(next);
        partition = next;
      }
    }
  }

  @Test
  void a_range_lists_its_first_and_its_last_partition() {
    long from = millis("2025-11-30T23:00:00Z");
    long to = millis("2026-01-01T00:00:00Z");

    assertThat(Partition.between(BASE, from, to))
        .containsExactly(new Partition(2025, 11), new Partition(2025, 12), new Partition(2026, 1));
    assertThat(Partition.between(HOURS, from, to))
        .containsExactly(new Partition(2025, 0), new Partition(2026, 0));
    assertThat(Partition.between(BASE, to, from)).isEmpty();
  }

  @Test
  void three_partitions_are_few_and_any_longer_range_is_not() {
    Partition first = Partition.of(BASE, 0);
    long fourth = first.next().next().endMillis();

    assertThat(Partition.inFew(BASE, 0, fourth - 1)).isTrue();
    assertThat(Partition.inFew(BASE, 0, fourth)).isFalse();
    assertThat(Partition.inFew(BASE, 1, 0)).as("empty").isTrue();
    assertThat(Partition.inFew(BASE, Long.MIN_VALUE, Long.MAX_VALUE)).isFalse();
    assertThat(Partition.inFew(HOURS, Long.MAX_VALUE, Long.MAX_VALUE)).isTrue();
  }
}
