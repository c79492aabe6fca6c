package net.es.esmond.storage.testkit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import net.es.esmond.storage.ConsistencyLevel;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.SeriesPage;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is written comes back: every form, across months and years, in any order and page size. */
class SeriesRoundTripIT {
  private static final long HOUR = 3_600_000;
  private static final long NEW_YEAR_2026 = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private static TimeSeriesStore store;

  @BeforeAll
  static void open() {
    // At ONE, a read from the other replica might miss what was written just now.
    store =
        CassandraConfs.of(SharedRing.servers(), "round_trip").level(ConsistencyLevel.QUORUM).open();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void wholeNumbersComeBackAcrossTheTurnOfTheYear() {
    Series series = Series.base("whole", EventType.of("packet-count-sent"));
    List<StoredPoint> points =
        points(NEW_YEAR_2026 - 100 * HOUR, 200, HOUR, StoredValue.Whole::new);
    write(series, points);

    SeriesPage page =
        read(series, NEW_YEAR_2026 - 100 * HOUR, NEW_YEAR_2026 + 99 * HOUR, false, 1000);

    assertThat(page.points()).isEqualTo(points);
    assertThat(page.more()).isFalse();
    assertThat(await(store.partitions(series, CassandraConfs.soon())))
        .containsExactly(new Partition(2025, 12), new Partition(2026, 1));
  }

  @Test
  void ratiosKeepTheirThreeParts() {
    Series series = Series.base("ratio", EventType.of("packet-loss-rate"));
    List<StoredPoint> points =
        points(NEW_YEAR_2026, 10, HOUR, n -> new StoredValue.Ratio(n, 600, 1000));
    write(series, points);

    assertThat(read(series, NEW_YEAR_2026, NEW_YEAR_2026 + 9 * HOUR, false, 100).points())
        .isEqualTo(points);
  }

  @Test
  void batchesAreCutAt32KibAndTextOfAnySizeAndScriptComesBack() {
    Series series = Series.base("text", EventType.of("histogram-owdelay"));
    Random random = new Random(20_261_122);
    List<StoredPoint> points =
        points(
            NEW_YEAR_2026,
            150,
            60_000,
            n -> new StoredValue.Text("\"" + "é€😀x".repeat(random.nextInt(400)) + n + "\""));
    points.set(
        77, new StoredPoint(points.get(77).timeMillis(), new StoredValue.Text("z".repeat(70_000))));
    write(series, points);

    assertThat(read(series, Long.MIN_VALUE, Long.MAX_VALUE, false, 1000).points())
        .isEqualTo(points);
  }

  @Test
  void unboundedReadsFindEveryPartitionOverTwentyYearsInBothOrders() {
    Series series = Series.base("long", EventType.of("throughput"));
    List<StoredPoint> points =
        points(
            Instant.parse("2006-05-05T05:05:05Z").toEpochMilli(),
            500,
            15 * 24 * HOUR,
            StoredValue.Whole::new);
    write(series, points);
    List<StoredPoint> newestFirst = new ArrayList<>(points);
    Collections.reverse(newestFirst);

    assertThat(read(series, Long.MIN_VALUE, Long.MAX_VALUE, false, 1000).points())
        .isEqualTo(points);
    assertThat(read(series, Long.MIN_VALUE, Long.MAX_VALUE, true, 1000).points())
        .isEqualTo(newestFirst);
    assertThat(read(series, Long.MIN_VALUE, Long.MAX_VALUE, true, 7).points())
        .isEqualTo(newestFirst.subList(0, 7));
    assertThat(
            read(series, points.get(20).timeMillis(), points.get(400).timeMillis(), false, 1000)
                .points())
        .isEqualTo(points.subList(20, 401));
  }

  @Test
  void pagesFollowOneAnotherWithoutGapOrRepetition() {
    Series series = Series.base("paged", EventType.of("throughput"));
    List<StoredPoint> points = points(NEW_YEAR_2026, 12_000, 1000, StoredValue.Whole::new);
    write(series, points);

    for (int limit : new int[] {1000, 4999, 12_000}) {
      List<StoredPoint> all = new ArrayList<>();
      long from = Long.MIN_VALUE;
      SeriesPage page;
      do {
        page = read(series, from, Long.MAX_VALUE, false, limit);
        assertThat(page.more() ? page.points().size() : limit).isEqualTo(limit);
        all.addAll(page.points());
        from = all.get(all.size() - 1).timeMillis() + 1;
      } while (page.more());
      assertThat(all).isEqualTo(points);
    }
  }

  @Test
  void windowsOfAnHourOrMoreShareOnePartitionAYear() {
    Series series = new Series("daily", EventType.of("throughput"), SummaryType.AVERAGE, 86_400);
    List<StoredPoint> points =
        points(NEW_YEAR_2026, 365, 24 * HOUR, n -> new StoredValue.Ratio(n, 1, 1000));
    write(series, points);

    assertThat(await(store.partitions(series, CassandraConfs.soon())))
        .containsExactly(new Partition(2026, 0));
    assertThat(read(series, Long.MIN_VALUE, Long.MAX_VALUE, false, 1000).points())
        .isEqualTo(points);
  }

  @Test
  void anOlderWriteTimestampNeverReplacesANewerOne() {
    Series series = Series.base("timestamps", EventType.of("throughput"));
    StoredPoint newer = new StoredPoint(NEW_YEAR_2026, new StoredValue.Whole(2));
    await(
        store.write(
            new SeriesWrite(series, List.of(newer), 2_000_000, Retention.FOREVER),
            CassandraConfs.soon()));
    StoredPoint older = new StoredPoint(NEW_YEAR_2026, new StoredValue.Whole(1));
    await(
        store.write(
            new SeriesWrite(series, List.of(older), 1_000_000, Retention.FOREVER),
            CassandraConfs.soon()));

    assertThat(read(series, NEW_YEAR_2026, NEW_YEAR_2026, false, 10).points())
        .containsExactly(newer);
  }

  @Test
  void aSeriesThatWasNeverWrittenIsEmpty() {
    Series series = Series.base("nothing", EventType.of("throughput"));

    assertThat(read(series, Long.MIN_VALUE, Long.MAX_VALUE, true, 10))
        .isEqualTo(new SeriesPage(List.of(), false));
    assertThat(read(series, 5, 4, false, 10).points()).isEmpty();
    assertThat(await(store.partitions(series, CassandraConfs.soon()))).isEmpty();
  }

  private static List<StoredPoint> points(
      long from, int count, long step, LongFunction<StoredValue> value) {
    List<StoredPoint> points = new ArrayList<>();
    LongStream.range(0, count)
        .forEach(n -> points.add(new StoredPoint(from + n * step, value.apply(n))));
    return points;
  }

  private static void write(Series series, List<StoredPoint> points) {
    List<StoredPoint> shuffled = new ArrayList<>(points);
    Collections.shuffle(shuffled, new Random(42));
    await(
        store.write(
            new SeriesWrite(series, shuffled, 1, Retention.FOREVER), CassandraConfs.soon()));
  }

  private static SeriesPage read(
      Series series, long from, long to, boolean newestFirst, int limit) {
    return await(
        store.read(
            new SeriesRead(series, from, to, newestFirst, limit, Optional.empty()),
            CassandraConfs.soon()));
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
