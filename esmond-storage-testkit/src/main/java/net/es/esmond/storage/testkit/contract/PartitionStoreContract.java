package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.spi.PartitionStore;
import net.es.esmond.storage.spi.SummaryProgress;
import net.es.esmond.storage.spi.SummaryWrite;
import org.junit.jupiter.api.Test;

/** The contract of a {@link PartitionStore}, as tests. */
public abstract class PartitionStoreContract extends SeriesContract {
  /** For subclasses. */
  protected PartitionStoreContract() {}

  private void drop(Series series, Partition partition, long timestampMicros) {
    await(store().allPartitions().drop(series, partition, timestampMicros, soon()));
  }

  private List<String> paths(Partition partition, int shard, String after, int limit) {
    return await(store().allPartitions().paths(partition, shard, after, limit, soon()));
  }

  /** Of all shards, read page by page. */
  private List<String> paths(Partition partition, int limit) {
    List<String> all = new ArrayList<>();
    for (int shard = 0; shard < store().allPartitions().shards(); shard++) {
      List<String> page = paths(partition, shard, "", limit);
      all.addAll(page);
      while (page.size() == limit) {
        page = paths(partition, shard, page.get(limit - 1), limit);
        all.addAll(page);
      }
    }
    return all;
  }

  @Test
  void every_series_of_a_partition_is_listed_once_across_pages() {
    List<String> written =
        Stream.generate(SeriesContract::series)
            .limit(40)
            .peek(series -> write(series, List.of(point(NEW_YEAR, 1), point(NEW_YEAR + HOUR, 2))))
            .map(Series::path)
            .toList();

    assertThat(paths(FIRST_OF_THE_YEAR, 3)).containsAll(written).doesNotHaveDuplicates();
    assertThat(paths(FIRST_OF_THE_YEAR, 1000)).containsAll(written).doesNotHaveDuplicates();
    assertThat(paths(LAST_OF_THE_YEAR, 1000)).doesNotContainAnyElementsOf(written);
    for (int shard = 0; shard < store().allPartitions().shards(); shard++) {
      assertThat(paths(FIRST_OF_THE_YEAR, shard, "", 1000)).isSorted();
    }
  }

  private List<Partition> allPartitions() {
    return await(store().allPartitions().partitions(soon()));
  }

  @Test
  void partitions_are_listed_while_any_series_has_a_partition() {
    Partition ahead = Partition.ofBasePoints(NEW_YEAR + 3_500 * DAY);
    Series series = series();
    Series other = series();
    for (Series each : List.of(series, other)) {
      write(each, List.of(point(NEW_YEAR, 1), point(ahead.startMillis(), 1)));
    }

    assertThat(allPartitions())
        .contains(ahead, FIRST_OF_THE_YEAR)
        .isSorted()
        .doesNotHaveDuplicates();
    drop(series, ahead, nowMicros());
    assertThat(allPartitions()).contains(ahead);
    drop(other, ahead, nowMicros());
    assertThat(allPartitions()).contains(FIRST_OF_THE_YEAR).doesNotContain(ahead);
  }

  @Test
  void the_partitions_of_many_years_are_all_listed() {
    List<Partition> partitions = Partition.between(series(), NEW_YEAR - 26 * 365 * DAY, NEW_YEAR);
    write(series(), partitions.stream().map(each -> point(each.startMillis(), 1)).toList());

    assertThat(allPartitions()).containsAll(partitions);
  }

  @Test
  void series_kept_by_year_are_listed_apart() {
    Series series = dailyAverages();
    write(series, List.of(new StoredPoint(NEW_YEAR, new StoredValue.Ratio(1, 1, 1000))));

    assertThat(allPartitions()).contains(new Partition(2026, 0));
    assertThat(paths(new Partition(2026, 0), 1000)).contains(series.path());
    assertThat(paths(FIRST_OF_THE_YEAR, 1000)).doesNotContain(series.path());
  }

  @Test
  void what_is_dropped_is_gone_and_off_the_lists() {
    Series series = series();
    Series other = Series.base(series.metadataKey(), EventType.PACKET_RTT);
    write(series, points(NEW_YEAR - HOUR, 3, HOUR));
    write(other, points(NEW_YEAR, 1, HOUR));

    drop(series, FIRST_OF_THE_YEAR, nowMicros());

    assertThat(all(series)).isEqualTo(points(NEW_YEAR - HOUR, 1, HOUR));
    assertThat(read(series, NEW_YEAR, NEW_YEAR + HOUR, false, 10).rows()).isEmpty();
    assertThat(partitions(series)).containsExactly(LAST_OF_THE_YEAR);
    assertThat(paths(FIRST_OF_THE_YEAR, 1000)).doesNotContain(series.path()).contains(other.path());
    assertThat(all(other)).hasSize(1);
  }

  @Test
  void cleared_partitions_are_empty_but_listed_for_later_writers() {
    Series series = series();
    write(series, points(NEW_YEAR - HOUR, 3, HOUR));

    await(store().allPartitions().clear(series, FIRST_OF_THE_YEAR, nowMicros(), soon()));

    assertThat(all(series)).isEqualTo(points(NEW_YEAR - HOUR, 1, HOUR));
    assertThat(partitions(series)).contains(FIRST_OF_THE_YEAR);
    assertThat(paths(FIRST_OF_THE_YEAR, 1000)).contains(series.path());
    write(series, List.of(point(NEW_YEAR, 9)));
    assertThat(read(series, NEW_YEAR, Long.MAX_VALUE, false, 10).rows())
        .containsExactly(point(NEW_YEAR, 9));
  }

  @Test
  void what_was_written_later_stays() {
    Series series = series();
    long before = nowMicros();
    write(series, point(NEW_YEAR, 1), before);
    write(series, point(NEW_YEAR + HOUR, 2), before + 60_000_000);

    drop(series, FIRST_OF_THE_YEAR, before);

    assertThat(read(series, NEW_YEAR, NEW_YEAR + DAY, false, 10).rows())
        .containsExactly(point(NEW_YEAR + HOUR, 2));
  }

  @Test
  void what_is_known_about_summaries_goes_with_them() {
    Series series = dailyAverages();
    StoredPoint summary = new StoredPoint(NEW_YEAR, new StoredValue.Ratio(1, 1, 1000));
    List<SummaryWrite.Made> made = List.of(new SummaryWrite.Made(summary, 7));
    Partition year = new Partition(2026, 0);
    long before = nowMicros();
    await(
        store()
            .summaries()
            .store(new SummaryWrite(series, made, before, Retention.FOREVER), soon()));
    await(store().summaries().advance(series, year, NEW_YEAR, before, Retention.FOREVER, soon()));

    drop(series, year, nowMicros());

    assertThat(
            await(store().summaries().read(request(series, NEW_YEAR, NEW_YEAR, false, 10), soon()))
                .rows())
        .isEmpty();
    assertThat(
            await(
                store()
                    .summaries()
                    .progress(series, year, Optional.of(store().completeLevel()), soon())))
        .isEqualTo(SummaryProgress.NONE);
  }

  @Test
  void a_partition_may_be_dropped_twice_and_written_again() {
    Series series = series();
    write(series, points(NEW_YEAR, 3, HOUR));
    long before = nowMicros();
    drop(series, FIRST_OF_THE_YEAR, before);
    drop(series, FIRST_OF_THE_YEAR, before);

    write(series, List.of(point(NEW_YEAR, 9)));

    assertThat(all(series)).containsExactly(point(NEW_YEAR, 9));
    assertThat(partitions(series)).containsExactly(FIRST_OF_THE_YEAR);
    assertThat(paths(FIRST_OF_THE_YEAR, 1000)).contains(series.path());
  }
}
