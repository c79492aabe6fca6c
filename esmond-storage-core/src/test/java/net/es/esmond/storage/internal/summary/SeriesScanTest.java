package net.es.esmond.storage.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.PartitionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SeriesScanTest {
  private static final Partition MONTH = new Partition(2026, 11);

  private final Shards store =
      new Shards(List.of(series(0, 3), series(3, 3), series(3, 1_503), series(1_503, 1_504)));

  private static List<Series> series(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Series.base(String.format(Locale.ROOT, "%032x", i), EventType.THROUGHPUT))
        .toList();
  }

  private List<Series> walked() {
    List<Series> walked = new ArrayList<>();
    new SeriesScan(store, MONTH, Duration.ofSeconds(10)).forEachRemaining(walked::add);
    return walked;
  }

  @Test
  void finds_the_series_of_all_shards_whatever_their_number() {
    assertThat(walked()).containsExactlyElementsOf(series(0, 1_504));
  }

  @Test
  @Timeout(10)
  void asks_all_shards_before_it_waits_for_any() {
    store.answersOnceAskedFor = 4;
    assertThat(walked()).hasSize(1_504);
  }

  @Test
  void asks_nothing_before_it_is_needed() {
    new SeriesScan(store, MONTH, Duration.ofSeconds(10));
    assertThat(store.asked).isEmpty();
  }

  /** Answers at once, or when so many requests have come. */
  private static final class Shards implements PartitionStore {
    private final List<List<Series>> shards;
    private final List<Runnable> asked = new ArrayList<>();
    private int answersOnceAskedFor;

    Shards(List<List<Series>> shards) {
      this.shards = shards;
    }

    @Override
    public CompletionStage<List<Partition>> partitions(Deadline deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int shards() {
      return shards.size();
    }

    @Override
    public CompletionStage<List<String>> paths(
        Partition partition, int shard, String after, int limit, Deadline deadline) {
      CompletableFuture<List<String>> answer = new CompletableFuture<>();
      asked.add(
          () ->
              answer.complete(
                  shards.get(shard).stream()
                      .map(Series::path)
                      .filter(path -> path.compareTo(after) > 0)
                      .limit(limit)
                      .toList()));
      if (asked.size() >= answersOnceAskedFor) {
        asked.forEach(Runnable::run);
      }
      return answer;
    }

    @Override
    public CompletionStage<Void> clear(
        Series series, Partition partition, long timestampMicros, Deadline deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> drop(
        Series series, Partition partition, long timestampMicros, Deadline deadline) {
      throw new UnsupportedOperationException();
    }
  }
}
