package net.es.esmond.storage.testkit.memory;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.spi.SeriesPage;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.StampedPoint;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Keeps series in memory, with Cassandra's rules: the later write timestamp wins, and what has
 * expired is not read. Every consistency level is met. Safe for use by many threads.
 */
public final class InMemoryTimeSeriesStore implements TimeSeriesStore {
  private final Map<Series, NavigableMap<Long, Cell>> cells = new ConcurrentHashMap<>();
  private final Clock clock;

  private record Cell(StoredValue value, long timestampMicros, long expiresAtMillis) {
    Cell later(Cell other) {
      return other.timestampMicros >= timestampMicros ? other : this;
    }
  }

  /**
   * Creates an empty store.
   *
   * @param clock decides what has expired
   */
  public InMemoryTimeSeriesStore(Clock clock) {
    this.clock = clock;
  }

  @Override
  public CompletionStage<Void> write(SeriesWrite write, Deadline deadline) {
    long expiresAt = expiresAt(write);
    NavigableMap<Long, Cell> series = cellsOf(write.series());
    for (StoredPoint point : write.points()) {
      series.merge(
          point.timeMillis(),
          new Cell(point.value(), write.timestampMicros(), expiresAt),
          Cell::later);
    }
    return completedFuture(null);
  }

  @Override
  public CompletionStage<List<StoredPoint>> writeAbsent(SeriesWrite write, Deadline deadline) {
    long expiresAt = expiresAt(write);
    NavigableMap<Long, Cell> series = cellsOf(write.series());
    List<StoredPoint> taken = new ArrayList<>();
    for (StoredPoint point : write.points()) {
      Cell cell = new Cell(point.value(), clock.millis() * 1000, expiresAt);
      Cell now =
          series.compute(
              point.timeMillis(),
              (time, stored) -> stored == null || isExpired(stored) ? cell : stored);
      if (now != cell) {
        taken.add(new StoredPoint(point.timeMillis(), now.value()));
      }
    }
    return completedFuture(taken);
  }

  @Override
  public CompletionStage<List<StampedPoint>> stored(
      Series series, List<Long> timesMillis, Deadline deadline) {
    NavigableMap<Long, Cell> stored = cellsOf(series);
    List<StampedPoint> found = new ArrayList<>();
    for (Long time : timesMillis) {
      Cell cell = stored.get(time);
      if (cell != null && !isExpired(cell)) {
        found.add(new StampedPoint(new StoredPoint(time, cell.value()), cell.timestampMicros()));
      }
    }
    return completedFuture(found);
  }

  @Override
  public CompletionStage<SeriesPage> read(SeriesRead read, Deadline deadline) {
    if (read.toMillis() < read.fromMillis()) {
      return completedFuture(new SeriesPage(List.of(), false));
    }
    NavigableMap<Long, Cell> range =
        cells
            .getOrDefault(read.series(), new ConcurrentSkipListMap<>())
            .subMap(read.fromMillis(), true, read.toMillis(), true);
    List<StoredPoint> points = new ArrayList<>();
    boolean more = false;
    for (Map.Entry<Long, Cell> entry :
        (read.newestFirst() ? range.descendingMap() : range).entrySet()) {
      if (isExpired(entry.getValue())) {
        continue;
      }
      if (points.size() == read.limit()) {
        more = true;
        break;
      }
      points.add(new StoredPoint(entry.getKey(), entry.getValue().value()));
    }
    return completedFuture(new SeriesPage(points, more));
  }

  @Override
  public CompletionStage<List<Partition>> partitions(Series series, Deadline deadline) {
    return completedFuture(
        cells.getOrDefault(series, new ConcurrentSkipListMap<>()).keySet().stream()
            .map(time -> Partition.of(series, time))
            .distinct()
            .sorted()
            .toList());
  }

  private NavigableMap<Long, Cell> cellsOf(Series series) {
    return cells.computeIfAbsent(series, key -> new ConcurrentSkipListMap<>());
  }

  private long expiresAt(SeriesWrite write) {
    return write.ttlSeconds() == 0 ? Long.MAX_VALUE : clock.millis() + write.ttlSeconds() * 1000L;
  }

  private boolean isExpired(Cell cell) {
    return cell.expiresAtMillis() <= clock.millis();
  }

  /** Does nothing: what was written can be read again. */
  @Override
  public void close() {}
}
