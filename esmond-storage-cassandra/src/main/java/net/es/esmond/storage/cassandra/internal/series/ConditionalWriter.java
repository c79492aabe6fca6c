package net.es.esmond.storage.cassandra.internal.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import net.es.esmond.storage.internal.async.BoundedParallel;
import net.es.esmond.storage.series.StoredPoint;

/**
 * Writes rows that are not there yet, by transactions: each is applied as a whole or, when any of
 * its rows is there, not at all. Then it goes again without those.
 */
final class ConditionalWriter {
  /** Partitions of one call that are written together. */
  private static final int WIDTH = 4;

  private final Function<List<PointWrite>, CompletionStage<List<StoredPoint>>> transaction;
  private final Queue<StoredPoint> taken = new ConcurrentLinkedQueue<>();

  /**
   * Prepares one write.
   *
   * @param transaction writes rows of one partition and returns none, or returns what is there
   */
  ConditionalWriter(Function<List<PointWrite>, CompletionStage<List<StoredPoint>>> transaction) {
    this.transaction = transaction;
  }

  /**
   * Writes the batches of each partition, one after another: transactions of one partition outbid
   * each other, after which the coordinator does not know what became of the one that lost. It is
   * repeated, and would take rows of its own for those of another writer.
   *
   * @param partitions the batches of rows of each
   * @return what was there
   */
  CompletionStage<List<StoredPoint>> write(List<List<List<PointWrite>>> partitions) {
    return BoundedParallel.all(
            partitions, WIDTH, batches -> BoundedParallel.all(batches, 1, this::insert))
        .thenApply(done -> List.copyOf(taken));
  }

  private CompletionStage<Void> insert(List<PointWrite> rows) {
    return transaction
        .apply(rows)
        .thenCompose(
            there -> {
              List<PointWrite> rest = there.isEmpty() ? List.of() : without(rows, there);
              return rest.isEmpty() ? CompletableFuture.completedFuture(null) : insert(rest);
            });
  }

  private List<PointWrite> without(List<PointWrite> rows, List<StoredPoint> there) {
    Map<Long, PointWrite> rest = new TreeMap<>();
    rows.forEach(row -> rest.put(row.point().timeMillis(), row));
    for (StoredPoint point : there) {
      if (rest.remove(point.timeMillis()) != null) {
        taken.add(point);
      }
    }
    if (rest.size() == rows.size()) {
      throw new IllegalStateException("a transaction was not applied, although no row was there");
    }
    return new ArrayList<>(rest.values());
  }
}
