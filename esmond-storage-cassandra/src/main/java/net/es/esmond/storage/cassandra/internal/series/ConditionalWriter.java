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
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.internal.async.BoundedParallel;
import net.es.esmond.storage.series.StoredPoint;

/**
 * Writes those rows that do not exist yet, by lightweight transactions. A transaction is applied as
 * a whole, or not at all if one of its rows exists. Then it is repeated without the existing rows.
 */
final class ConditionalWriter {
  private final Function<List<PointWrite>, CompletionStage<List<StoredPoint>>> transaction;
  private final Queue<StoredPoint> taken = new ConcurrentLinkedQueue<>();

  /**
   * Creates one write.
   *
   * @param transaction inserts rows of one partition; returns the points that exist already, or
   *     none when the rows are written
   */
  ConditionalWriter(Function<List<PointWrite>, CompletionStage<List<StoredPoint>>> transaction) {
    this.transaction = transaction;
  }

  /**
   * Writes rows of one partition.
   *
   * @return the points that existed already
   */
  CompletionStage<List<StoredPoint>> write(List<PointWrite> rows) {
    return insert(rows).thenApply(done -> List.copyOf(taken));
  }

  private CompletionStage<Void> insert(List<PointWrite> rows) {
    return transaction
        .apply(rows)
        .thenCompose(
            there -> {
              List<PointWrite> rest = there.isEmpty() ? List.of() : without(rows, there);
              return rest.isEmpty() ? CompletableFuture.completedFuture(null) : insert(rest);
            })
        .exceptionallyCompose(
            error ->
                rows.size() > 1 && Failures.isTooLarge(error)
                    ? oneByOne(rows)
                    : CompletableFuture.failedFuture(error));
  }

  /** What is there was too large for one answer. */
  private CompletionStage<Void> oneByOne(List<PointWrite> rows) {
    return BoundedParallel.all(rows, 1, row -> insert(List.of(row)));
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
