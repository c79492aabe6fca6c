package net.es.esmond.storage.cassandra.internal.series;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.spi.SeriesRead;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the partitions of a read, in the order of its points. While partitions have points,
 * the next one is the neighbour. After an empty partition, the index is asked which partitions
 * exist. For one thread at a time.
 */
final class PartitionPages {
  /**
   * Earliest bound of a range for which the bound's own partition is read before the index is
   * asked.
   */
  static final long EARLIEST = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

  static final long LATEST = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

  private final SeriesRead read;
  private final Supplier<CompletionStage<List<Partition>>> index;
  private @Nullable Iterator<Partition> listed;
  private @Nullable Partition last;

  /**
   * Creates an iterator.
   *
   * @param index returns the existing partitions of the series, oldest first
   */
  PartitionPages(SeriesRead read, Supplier<CompletionStage<List<Partition>>> index) {
    this.read = read;
    this.index = index;
    if (Partition.inFew(read.series(), read.fromMillis(), read.toMillis())) {
      list(Partition.between(read.series(), read.fromMillis(), read.toMillis()));
    }
  }

  /**
   * Returns the next partitions.
   *
   * @param lastHadPoints whether the last partition of the call before had points of the read
   * @param atMost largest number of partitions to return
   * @return the next partitions that may have points; empty when there are none
   */
  CompletionStage<List<Partition>> next(boolean lastHadPoints, int atMost) {
    if (listed != null) {
      return completedFuture(listed(atMost));
    }
    long start = read.newestFirst() ? read.toMillis() : read.fromMillis();
    if (last == null ? start < EARLIEST || start > LATEST : !lastHadPoints) {
      return index.get().thenApply(all -> listed(all, atMost));
    }
    List<Partition> next = new ArrayList<>();
    while (next.size() < atMost) {
      Partition one = last == null ? Partition.of(read.series(), start) : neighbour(last);
      if (!inRange(one)) {
        break;
      }
      next.add(one);
      last = one;
    }
    return completedFuture(next);
  }

  /** Returns whether points may follow after the last partition that {@link #next} returned. */
  boolean mayGoOn() {
    return listed == null || listed.hasNext();
  }

  private List<Partition> listed(List<Partition> all, int atMost) {
    list(all.stream().filter(this::inRange).filter(this::isAhead).toList());
    return listed(atMost);
  }

  private List<Partition> listed(int atMost) {
    List<Partition> next = new ArrayList<>();
    while (next.size() < atMost && listed != null && listed.hasNext()) {
      next.add(listed.next());
    }
    return next;
  }

  private void list(List<Partition> oldestFirst) {
    List<Partition> ordered = new ArrayList<>(oldestFirst);
    if (read.newestFirst()) {
      Collections.reverse(ordered);
    }
    listed = ordered.iterator();
  }

  private Partition neighbour(Partition partition) {
    return read.newestFirst() ? partition.previous() : partition.next();
  }

  private boolean inRange(Partition partition) {
    return partition.endMillis() > read.fromMillis() && partition.startMillis() <= read.toMillis();
  }

  private boolean isAhead(Partition partition) {
    return last == null
        || (read.newestFirst() ? partition.compareTo(last) < 0 : partition.compareTo(last) > 0);
  }
}
