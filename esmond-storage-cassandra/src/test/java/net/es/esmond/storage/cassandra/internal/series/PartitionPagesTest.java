package net.es.esmond.storage.cassandra.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.SeriesRead;
import org.junit.jupiter.api.Test;

class PartitionPagesTest {
  private static final Series SERIES = Series.base("key", EventType.THROUGHPUT);

  private final List<Integer> given = new ArrayList<>();
  private int indexReads;

  @Test
  void neighbours_that_hold_points_are_walked_without_the_index() {
    List<Partition> walked =
        walk(read("2025-11-05T00:00:00Z", "2026-03-01T00:00:00Z", false), months(2025, 11, 5));

    assertThat(walked).isEqualTo(months(2025, 11, 5));
    assertThat(indexReads).isZero();
  }

  @Test
  void an_empty_partition_makes_the_index_tell_which_follow() {
    List<Partition> existing = List.of(new Partition(2020, 1), new Partition(2024, 7));

    assertThat(walk(read("2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z", false), existing))
        .containsExactly(new Partition(2020, 1), new Partition(2020, 2), new Partition(2024, 7));
    assertThat(indexReads).isEqualTo(1);
  }

  @Test
  void the_newest_comes_first_when_asked_for() {
    List<Partition> existing = List.of(new Partition(2020, 1), new Partition(2024, 7));

    assertThat(walk(read("2020-01-01T00:00:00Z", "2024-08-01T00:00:00Z", true), existing))
        .containsExactly(new Partition(2024, 8), new Partition(2024, 7), new Partition(2020, 1));
  }

  @Test
  void a_range_without_bounds_begins_with_the_index() {
    List<Partition> existing = List.of(new Partition(2020, 1), new Partition(2024, 7));

    assertThat(
            walk(
                new SeriesRead(SERIES, Long.MIN_VALUE, Long.MAX_VALUE, false, 10, Optional.empty()),
                existing))
        .isEqualTo(existing);
  }

  @Test
  void a_short_range_needs_no_index_even_when_empty() {
    assertThat(walk(read("2025-12-31T00:00:00Z", "2026-01-02T00:00:00Z", false), List.of()))
        .isEqualTo(months(2025, 12, 2));
    assertThat(walk(read("2026-01-02T00:00:00Z", "2025-12-31T00:00:00Z", false), List.of()))
        .isEmpty();
    assertThat(indexReads).isZero();
  }

  @Test
  void several_are_given_at_a_time_where_that_is_wanted() {
    List<Partition> existing = months(2025, 1, 12);
    SeriesRead year = read("2025-01-01T00:00:00Z", "2025-12-31T00:00:00Z", false);

    assertThat(walk(year, existing, 5)).isEqualTo(existing);
    assertThat(given).containsExactly(5, 5, 2);
    assertThat(indexReads).isZero();
  }

  @Test
  void several_partitions_come_together_when_the_index_names_them() {
    List<Partition> existing = new ArrayList<>(months(2020, 1, 3));
    existing.addAll(months(2024, 7, 4));

    assertThat(walk(read("2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z", false), existing, 4))
        .containsExactlyElementsOf(
            Stream.of(months(2020, 1, 4), months(2024, 7, 4)).flatMap(List::stream).toList());
    assertThat(given).containsExactly(4, 4);
    assertThat(indexReads).isEqualTo(1);
  }

  private List<Partition> walk(SeriesRead read, List<Partition> existing) {
    return walk(read, existing, 1);
  }

  private List<Partition> walk(SeriesRead read, List<Partition> existing, int atMost) {
    PartitionPages walk =
        new PartitionPages(
            read,
            () -> {
              indexReads++;
              return CompletableFuture.completedFuture(existing);
            });
    List<Partition> walked = new ArrayList<>();
    boolean hadPoints = false;
    List<Partition> next;
    while (!(next = walk.next(hadPoints, atMost).toCompletableFuture().join()).isEmpty()) {
      given.add(next.size());
      walked.addAll(next);
      hadPoints = existing.contains(next.get(next.size() - 1));
    }
    return walked;
  }

  private static List<Partition> months(int year, int month, int count) {
    return Stream.iterate(new Partition(year, month), Partition::next).limit(count).toList();
  }

  private static SeriesRead read(String from, String to, boolean newestFirst) {
    return new SeriesRead(
        SERIES,
        Instant.parse(from).toEpochMilli(),
        Instant.parse(to).toEpochMilli(),
        newestFirst,
        10,
        Optional.empty());
  }
}
