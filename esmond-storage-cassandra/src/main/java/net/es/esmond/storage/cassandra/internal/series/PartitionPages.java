package net.es.esmond.storage.cassandra.internal.series;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
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
 * The partitions that a read goes through, in the order of its points. While one after another
 * holds points, the next is simply the neighbour; an empty one is a reason to ask the index which
 * exist at all. For one thread at a time.
 */
final class PartitionPages {
  /** Shorter ranges are not worth asking the index. */
  private static final long INDEX_FROM_MILLIS = Duration.ofDays(62).toMillis();

  /** Times between which a range's bound is worth a look before the index is asked. */
  private static final long EARLIEST = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

  private static final long LATEST = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

  private final SeriesRead read;
  private final Supplier<CompletionStage<List<Partition>>> index;
  private @Nullable Iterator<Partition> listed;
  private @Nullable Partition last;

  /**
   * @param index lists the partitions of the series that exist, oldest first
   */
  PartitionPages(SeriesRead read, Supplier<CompletionStage<List<Partition>>> index) {
    this.read = read;
    this.index = index;
    if (isShort(read)) {
      list(Partition.between(read.series(), read.fromMillis(), read.toMillis()));
    }
  }

  private static boolean isShort(SeriesRead read) {
    // Unbounded ranges overflow, to less than zero.
    long length = read.toMillis() - read.fromMillis();
    return read.toMillis() < read.fromMillis() || length >= 0 && length < INDEX_FROM_MILLIS;
  }

  /**
   * Goes on.
   *
   * @param lastHadPoints whether the last partition before held points of the read
   * @param atMost how many are wanted
   * @return the next partitions that may hold some; empty when there are none
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

  /** Whether points may follow behind the partition that {@link #next} gave last. */
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
