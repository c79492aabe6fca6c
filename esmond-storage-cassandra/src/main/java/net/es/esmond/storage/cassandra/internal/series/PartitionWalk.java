package net.es.esmond.storage.cassandra.internal.series;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.SeriesRead;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that a read goes through, in the order of its points. While one after another
 * holds points, the next is simply the neighbour; an empty one is a reason to ask the index which
 * exist at all. For one thread at a time.
 */
final class PartitionWalk {
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
  PartitionWalk(SeriesRead read, Supplier<CompletionStage<List<Partition>>> index) {
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
   * @param lastHadPoints whether the partition before held points of the read
   * @return the next partition that may hold some; empty when there is none
   */
  CompletionStage<Optional<Partition>> next(boolean lastHadPoints) {
    if (listed != null) {
      return completedFuture(listed.hasNext() ? Optional.of(listed.next()) : Optional.empty());
    }
    long start = read.newestFirst() ? read.toMillis() : read.fromMillis();
    Optional<Partition> next = Optional.empty();
    if (last == null && start >= EARLIEST && start <= LATEST) {
      next = Optional.of(Partition.of(read.series(), start));
    } else if (last != null && lastHadPoints) {
      next = Optional.of(neighbour(last));
    }
    if (next.isEmpty()) {
      return index.get().thenCompose(this::listed);
    }
    last = next.get();
    return completedFuture(next.filter(this::inRange));
  }

  /** Whether points may follow behind the partition that {@link #next} gave last. */
  boolean mayGoOn() {
    return listed == null || listed.hasNext();
  }

  private CompletionStage<Optional<Partition>> listed(List<Partition> all) {
    list(all.stream().filter(this::inRange).filter(this::isAhead).toList());
    return next(false);
  }

  private void list(List<Partition> oldestFirst) {
    List<Partition> ordered = new ArrayList<>(oldestFirst);
    if (read.newestFirst()) {
      Collections.reverse(ordered);
    }
    listed = ordered.iterator();
  }

  private Partition neighbour(Partition partition) {
    Series series = read.series();
    return Partition.of(
        series, read.newestFirst() ? partition.startMillis() - 1 : partition.endMillis());
  }

  private boolean inRange(Partition partition) {
    return partition.endMillis() > read.fromMillis() && partition.startMillis() <= read.toMillis();
  }

  private boolean isAhead(Partition partition) {
    return last == null
        || (read.newestFirst() ? partition.compareTo(last) < 0 : partition.compareTo(last) > 0);
  }
}
