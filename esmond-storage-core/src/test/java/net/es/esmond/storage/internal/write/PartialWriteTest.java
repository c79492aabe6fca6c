package net.es.esmond.storage.internal.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.spi.SeriesWrite;
import org.junit.jupiter.api.Test;

class PartialWriteTest {
  private final List<Long> written = new ArrayList<>();
  private int calls;

  /** Refuses a write with any of the times, and stores none of its points then. */
  private WriteResult write(int count, Set<Long> bad, Set<Long> failing) {
    PartialWrite partial = new PartialWrite(write -> stored(write, bad, failing));
    List<StoredPoint> points =
        LongStream.range(0, count)
            .mapToObj(i -> new StoredPoint(i, new StoredValue.Whole(i)))
            .toList();
    return partial
        .write(
            new SeriesWrite(Series.base("key", EventType.THROUGHPUT), points, 1, Retention.FOREVER))
        .toCompletableFuture()
        .join();
  }

  private CompletionStage<WriteResult> stored(SeriesWrite write, Set<Long> bad, Set<Long> failing) {
    calls++;
    List<Long> times = write.points().stream().map(StoredPoint::timeMillis).toList();
    if (times.stream().anyMatch(bad::contains)) {
      return CompletableFuture.failedFuture(new InvalidInputException("ts", times, "must be new"));
    }
    if (times.stream().anyMatch(failing::contains)) {
      return CompletableFuture.failedFuture(
          new StoreException(
              ErrorCode.STORE_REFUSED, StoreException.Store.CASSANDRA, "no", List.of(), null));
    }
    written.addAll(times);
    return CompletableFuture.completedFuture(new WriteResult(times.size(), 0, List.of()));
  }

  @Test
  void a_write_without_bad_points_is_one_write() {
    assertThat(write(1_000, Set.of(), Set.of())).isEqualTo(new WriteResult(1_000, 0, List.of()));
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void only_bad_points_are_left_out() {
    WriteResult result = write(1_000, Set.of(0L, 500L, 999L), Set.of());

    assertThat(result.written()).isEqualTo(997);
    assertThat(result.refusedPoints()).isEqualTo(3);
    assertThat(written).doesNotHaveDuplicates().doesNotContain(0L, 500L, 999L).hasSize(997);
    assertThat(calls).isLessThan(70);
  }

  @Test
  void what_the_store_does_to_a_part_hides_no_other() {
    WriteResult result = write(8, Set.of(0L), Set.of(5L));

    assertThat(result.written()).isEqualTo(3);
    assertThat(result.refused())
        .extracting(RefusedSeries::code, RefusedSeries::count)
        .containsExactly(tuple(ErrorCode.INVALID_INPUT, 1L), tuple(ErrorCode.STORE_REFUSED, 4L));
  }

  @Test
  void points_past_their_retention_cost_no_further_tries() {
    List<StoredPoint> points =
        LongStream.range(0, 1_000)
            .mapToObj(
                day ->
                    new StoredPoint(
                        Duration.ofDays(20_000 + day).toMillis(), new StoredValue.Whole(day)))
            .toList();
    Set<Long> outlived =
        points.subList(0, 969).stream().map(StoredPoint::timeMillis).collect(Collectors.toSet());
    SeriesWrite write =
        new SeriesWrite(
            Series.base("key", EventType.THROUGHPUT),
            points,
            TimeUnit.DAYS.toMicros(20_999),
            new Retention.Days(30));

    WriteResult result =
        new PartialWrite(part -> stored(part, outlived, Set.of()))
            .write(write)
            .toCompletableFuture()
            .join();

    assertThat(calls).isLessThan(5);
    assertThat(result.written()).isBetween(29L, 31L);
    assertThat(result.written() + result.refusedPoints()).isEqualTo(1_000);
  }
}
