package net.es.esmond.storage.testkit.memory;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.spi.Leases;
import net.es.esmond.storage.spi.PartitionStore;
import net.es.esmond.storage.spi.PointLookup;
import net.es.esmond.storage.spi.ReplicationPort;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.ServerTime;
import net.es.esmond.storage.spi.StampedPoint;
import net.es.esmond.storage.spi.SummaryStore;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Keeps series in memory, with Cassandra's rules: the later write timestamp wins, and what has
 * expired is not read. Every consistency level is met. Safe for use by many threads.
 */
public final class InMemoryTimeSeriesStore implements TimeSeriesStore {
  private final Map<Series, NavigableMap<Long, Cell>> cells = new ConcurrentHashMap<>();
  private final Map<Series, NavigableSet<Partition>> listed = new ConcurrentHashMap<>();
  private final Clock clock;
  private final StoreHealth health;
  private final InMemorySummaries summaries;
  private final InMemoryPartitions partitions = new InMemoryPartitions(this);
  private final InMemoryLeases leases;
  private final ReplicationPort replication = new InMemoryCluster(1, 1).port(false);

  /** A value and when it was written. */
  record Cell(StoredValue value, long timestampMicros, long expiresAtMillis) {
    Cell later(Cell other) {
      return other.timestampMicros >= timestampMicros ? other : this;
    }
  }

  /**
   * Creates an empty store.
   *
   * @param clock the server's clock, which decides what has expired
   */
  public InMemoryTimeSeriesStore(Clock clock) {
    this.clock = clock;
    this.health = StoreHealth.serving(StoreException.Store.CASSANDRA, clock.instant());
    this.summaries = new InMemorySummaries(this, clock);
    this.leases = new InMemoryLeases(clock);
  }

  @Override
  public synchronized CompletionStage<Void> write(SeriesWrite write, Deadline deadline) {
    NavigableMap<Long, Cell> series = cellsOf(write.series());
    for (StoredPoint point : write.points()) {
      long time = point.timeMillis();
      listedOf(write.series()).add(Partition.of(write.series(), time));
      series.merge(
          time,
          new Cell(point.value(), write.timestampMicros(), expiry(clock, write.ttlSeconds(time))),
          Cell::later);
    }
    return completedFuture(null);
  }

  static long expiry(Clock clock, int ttlSeconds) {
    return ttlSeconds == 0 ? Long.MAX_VALUE : clock.millis() + ttlSeconds * 1000L;
  }

  @Override
  public synchronized CompletionStage<List<StoredPoint>> writeAbsent(
      SeriesWrite write, Deadline deadline) {
    NavigableMap<Long, Cell> series = cellsOf(write.series());
    List<StoredPoint> taken = new ArrayList<>();
    for (StoredPoint point : write.points()) {
      listedOf(write.series()).add(Partition.of(write.series(), point.timeMillis()));
      Cell cell =
          new Cell(
              point.value(),
              clock.millis() * 1000,
              expiry(clock, write.ttlSeconds(point.timeMillis())));
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
  public CompletionStage<PointLookup> stored(
      Series series, List<Long> timesMillis, Optional<ConsistencyLevel> level, Deadline deadline) {
    NavigableMap<Long, Cell> stored = cellsOf(series);
    List<StampedPoint> found = new ArrayList<>();
    for (Long time : timesMillis) {
      Cell cell = stored.get(time);
      if (cell != null && !isExpired(cell)) {
        found.add(new StampedPoint(new StoredPoint(time, cell.value()), cell.timestampMicros()));
      }
    }
    return completedFuture(PointLookup.complete(found));
  }

  @Override
  public CompletionStage<Rows<StoredPoint>> read(SeriesRead read, Deadline deadline) {
    List<StoredPoint> points = new ArrayList<>();
    boolean more = false;
    int bytes = 0;
    for (Map.Entry<Long, Cell> entry : cells(read).entrySet()) {
      bytes += entry.getValue().value().bytes();
      if (points.size() == read.limit() || bytes > Rows.MAX_BYTES && !points.isEmpty()) {
        more = true;
        break;
      }
      points.add(new StoredPoint(entry.getKey(), entry.getValue().value()));
    }
    return completedFuture(new Rows<>(points, more));
  }

  /** What has not expired, in the order asked for. */
  NavigableMap<Long, Cell> cells(SeriesRead read) {
    NavigableMap<Long, Cell> found = new ConcurrentSkipListMap<>();
    if (read.fromMillis() <= read.toMillis()) {
      found.putAll(cellsOf(read.series()).subMap(read.fromMillis(), true, read.toMillis(), true));
    }
    found.values().removeIf(this::isExpired);
    return read.newestFirst() ? found.descendingMap() : found;
  }

  Set<Series> series() {
    return listed.keySet();
  }

  /** The partitions of all series. */
  Stream<Partition> listed() {
    return listed.values().stream().flatMap(NavigableSet::stream);
  }

  boolean has(Series series, Partition partition) {
    return listedOf(series).contains(partition);
  }

  void remove(Series series, List<Long> times, long timestampMicros) {
    for (Long time : times) {
      cellsOf(series)
          .computeIfPresent(
              time, (same, cell) -> cell.timestampMicros() <= timestampMicros ? null : cell);
    }
  }

  void clear(Series series, Partition partition, long timestampMicros) {
    cellsOf(series, partition).values().removeIf(cell -> cell.timestampMicros() <= timestampMicros);
    summaries.drop(series, partition, timestampMicros);
  }

  /** Nobody writes meanwhile: what has points is listed. */
  synchronized void drop(Series series, Partition partition, long timestampMicros) {
    clear(series, partition, timestampMicros);
    if (cellsOf(series, partition).isEmpty()) {
      listedOf(series).remove(partition);
    }
  }

  @Override
  public CompletionStage<List<Partition>> partitions(
      Series series, Optional<ConsistencyLevel> level, Deadline deadline) {
    return completedFuture(List.copyOf(listedOf(series)));
  }

  private NavigableSet<Partition> listedOf(Series series) {
    return listed.computeIfAbsent(series, key -> new ConcurrentSkipListSet<>());
  }

  private NavigableMap<Long, Cell> cellsOf(Series series) {
    return cells.computeIfAbsent(series, key -> new ConcurrentSkipListMap<>());
  }

  private NavigableMap<Long, Cell> cellsOf(Series series, Partition partition) {
    return cellsOf(series).subMap(partition.startMillis(), true, partition.endMillis(), false);
  }

  private boolean isExpired(Cell cell) {
    return cell.expiresAtMillis() <= clock.millis();
  }

  @Override
  public ConsistencyLevel completeLevel() {
    return ConsistencyLevel.ONE;
  }

  @Override
  public CompletionStage<List<ServerTime>> serverTimes(Deadline deadline) {
    return completedFuture(List.of(serverTime("series in memory", clock)));
  }

  static ServerTime serverTime(String server, Clock clock) {
    long now = System.nanoTime();
    return new ServerTime(server, clock.instant(), now, now);
  }

  @Override
  public SummaryStore summaries() {
    return summaries;
  }

  @Override
  public PartitionStore allPartitions() {
    return partitions;
  }

  @Override
  public Leases leases() {
    return leases;
  }

  @Override
  public ReplicationPort replication() {
    return replication;
  }

  /** Does nothing: what was written can be read again. */
  @Override
  public StoreHealth health() {
    return health;
  }

  @Override
  public void close() {}
}
