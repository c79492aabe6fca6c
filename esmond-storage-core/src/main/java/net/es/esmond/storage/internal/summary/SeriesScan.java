package net.es.esmond.storage.internal.summary;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.PartitionStore;

/**
 * Iterates over the series that have a given partition. The first pages of all shards are requested
 * at once, since most shards have no second page. Blocks; for one thread.
 */
public final class SeriesScan implements Iterator<Series> {
  private static final int PAGE = 500;

  private final PartitionStore store;
  private final Partition partition;
  private final Duration timeout;
  private List<CompletionStage<List<String>>> firstPages = List.of();
  private int shard;
  private String after = "";
  private Iterator<String> page = List.<String>of().iterator();
  private boolean lastPage;
  private Optional<Series> next = Optional.empty();

  /**
   * Creates an iterator.
   *
   * @param store lists the series of a partition
   * @param partition the partition
   * @param timeout deadline of each request
   */
  public SeriesScan(PartitionStore store, Partition partition, Duration timeout) {
    this.store = store;
    this.partition = partition;
    this.timeout = timeout;
  }

  /**
   * Counts series in partitions, each series once for each partition that it has. It costs little
   * beside work on each of them, as the index lists hundreds of them at a time.
   *
   * @param counts which series count
   * @param goesOn whether to go on counting; asked before each series
   */
  public static long count(
      PartitionStore store,
      List<Partition> partitions,
      Duration timeout,
      Predicate<Series> counts,
      BooleanSupplier goesOn) {
    long count = 0;
    for (Partition partition : partitions) {
      Iterator<Series> series = new SeriesScan(store, partition, timeout);
      while (goesOn.getAsBoolean() && series.hasNext()) {
        count += counts.test(series.next()) ? 1 : 0;
      }
    }
    return count;
  }

  @Override
  public boolean hasNext() {
    while (next.isEmpty() && (page.hasNext() || fetch())) {
      if (page.hasNext()) {
        after = page.next();
        next = Series.ofPath(after);
      }
    }
    return next.isPresent();
  }

  @Override
  public Series next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Series series = next.orElseThrow();
    next = Optional.empty();
    return series;
  }

  /** Fetches the next page. Returns false after the last page of the last shard. */
  private boolean fetch() {
    if (firstPages.isEmpty()) {
      firstPages = IntStream.range(0, store.shards()).mapToObj(i -> ask(i, "")).toList();
    }
    if (lastPage) {
      shard++;
      after = "";
      lastPage = false;
    }
    if (shard >= firstPages.size()) {
      return false;
    }
    List<String> paths = Futures.await(after.isEmpty() ? firstPages.get(shard) : ask(shard, after));
    lastPage = paths.size() < PAGE;
    page = paths.iterator();
    return true;
  }

  private CompletionStage<List<String>> ask(int shard, String after) {
    return store.paths(partition, shard, after, PAGE, Deadline.after(timeout));
  }
}
