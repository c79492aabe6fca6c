package net.es.esmond.storage.summary.internal;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.internal.Calls;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.PartitionStore;

/** Walks the series that have a given partition, page by page. Blocks; for one thread. */
public final class PartitionWalk implements Iterator<Series> {
  private static final int PAGE = 500;

  private final PartitionStore store;
  private final Partition partition;
  private final Duration timeout;
  private int shard;
  private String after = "";
  private Iterator<String> page = List.<String>of().iterator();
  private boolean lastPage;
  private Optional<Series> next = Optional.empty();

  /**
   * Prepares a walk.
   *
   * @param store lists partitions
   * @param partition year and month, or a whole year
   * @param timeout deadline of each request
   */
  public PartitionWalk(PartitionStore store, Partition partition, Duration timeout) {
    this.store = store;
    this.partition = partition;
    this.timeout = timeout;
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

  /** Returns false when all shards are done. */
  private boolean fetch() {
    if (lastPage) {
      shard++;
      after = "";
      lastPage = false;
    }
    if (shard >= store.shards()) {
      return false;
    }
    List<String> paths =
        Calls.await(store.paths(partition, shard, after, PAGE, Deadline.after(timeout)));
    lastPage = paths.size() < PAGE;
    page = paths.iterator();
    return true;
  }
}
