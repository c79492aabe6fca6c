package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.junit.jupiter.api.Test;

/** The contract of {@link TimeSeriesStore#writeAbsent}, as tests. */
public abstract class AbsentWriteContract extends SeriesContract {
  private static final int WRITERS = 10;

  /** For subclasses. */
  protected AbsentWriteContract() {}

  private CompletableFuture<List<StoredPoint>> writeAbsent(
      Series series, List<StoredPoint> points) {
    return store()
        .writeAbsent(new SeriesWrite(series, points, nowMicros(), Retention.FOREVER), soon())
        .toCompletableFuture();
  }

  @Test
  void what_is_absent_is_written_and_listed() {
    Series series = series();
    List<StoredPoint> points = points(NEW_YEAR - 2 * HOUR, 4, HOUR);

    assertThat(await(writeAbsent(series, points))).isEmpty();

    assertThat(all(series)).isEqualTo(points);
    assertThat(partitions(series)).containsExactly(LAST_OF_THE_YEAR, FIRST_OF_THE_YEAR);
  }

  @Test
  void existing_points_are_returned_as_stored_and_absent_ones_written() {
    Series series = series();
    await(writeAbsent(series, List.of(point(NEW_YEAR, 1), point(NEW_YEAR + HOUR, 2))));

    List<StoredPoint> taken =
        await(
            writeAbsent(
                series,
                List.of(point(NEW_YEAR, 1), point(NEW_YEAR + HOUR, 9), point(NEW_YEAR + DAY, 3))));

    assertThat(taken).containsExactlyInAnyOrder(point(NEW_YEAR, 1), point(NEW_YEAR + HOUR, 2));
    assertThat(all(series))
        .containsExactly(point(NEW_YEAR, 1), point(NEW_YEAR + HOUR, 2), point(NEW_YEAR + DAY, 3));
  }

  @Test
  void one_writer_of_a_point_wins_others_see_its_value() {
    Series series = series();
    List<CompletableFuture<List<StoredPoint>>> writes =
        IntStream.range(0, WRITERS)
            .mapToObj(value -> writeAbsent(series, List.of(point(NEW_YEAR, value))))
            .toList();

    List<StoredPoint> winners = new ArrayList<>();
    List<StoredPoint> seen = new ArrayList<>();
    for (int value = 0; value < WRITERS; value++) {
      List<StoredPoint> taken = await(writes.get(value));
      seen.addAll(taken);
      if (taken.isEmpty()) {
        winners.add(point(NEW_YEAR, value));
      }
    }
    List<StoredPoint> stored = all(series);
    assertThat(stored).hasSize(1);
    assertThat(seen).containsOnly(stored.get(0));
    // A store that repeats the winner's transaction, unsure of its end, finds the winner's value.
    assertThat(winners).isIn(stored, List.of());
    assertThat(seen).hasSize(WRITERS - winners.size());
  }
}
