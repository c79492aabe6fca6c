package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.Row;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.BoundedParallel;
import net.es.esmond.storage.series.Form;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.Totals;
import org.jspecify.annotations.Nullable;

/**
 * Has nodes add up the points of a series between two times, partition by partition.
 *
 * <p>Cassandra's {@code sum} of bigints wraps at 64 bits. Its {@code avg} does not, but is cut to
 * an integer. The exact sum is less than the count away from the average times the count, and the
 * wrapped sum says by how much.
 */
final class CqlTotals {
  /** Largest number of partitions that are added up at a time. */
  private static final int WIDTH = 8;

  private static final String EXTREMES = ", min(val), max(val)";

  private final Form form;
  private final String sums;
  private final String extremes;

  CqlTotals(Form form, CqlIdentifier keyspace) {
    this.form = form;
    String from =
        " FROM "
            + keyspace.asCql(true)
            + "."
            + SeriesTable.tableName(form)
            + " WHERE key = ? AND month = ? AND ts >= ? AND ts <= ?";
    String columns =
        switch (form) {
          case TEXT -> "count(*)";
          case WHOLE -> "count(*), avg(val), sum(val)";
          case RATIO -> "count(*), avg(val), sum(val), avg(\"count\"), sum(\"count\")";
        };
    this.sums = "SELECT " + columns + from;
    this.extremes = "SELECT " + columns + (form == Form.TEXT ? "" : EXTREMES) + from;
  }

  List<String> statements() {
    return form == Form.TEXT ? List.of(sums) : List.of(sums, extremes);
  }

  /**
   * Reads the totals of a range.
   *
   * @param partitions the partitions that may have points of the range
   * @return the totals; empty when a node's answer contradicts itself
   */
  CompletionStage<Optional<Totals>> read(
      Requests requests,
      SeriesRead range,
      List<Partition> partitions,
      boolean withExtremes,
      ConsistencyLevel level,
      Deadline deadline) {
    AtomicReference<Optional<Totals>> all = new AtomicReference<>(Optional.of(Totals.NONE));
    return BoundedParallel.all(
            partitions,
            WIDTH,
            partition ->
                ask(requests, range, partition, withExtremes, level, deadline)
                    .thenAccept(
                        part ->
                            all.accumulateAndGet(
                                part, (a, b) -> a.flatMap(some -> b.map(some::plus)))))
        .thenApply(done -> Objects.requireNonNull(all.get()));
  }

  private CompletionStage<Optional<Totals>> ask(
      Requests requests,
      SeriesRead range,
      Partition partition,
      boolean withExtremes,
      ConsistencyLevel level,
      Deadline deadline) {
    PartitionKey key = PartitionKey.of(range.series(), partition);
    return requests
        .send(
            c ->
                key.bind(c.prepared(withExtremes ? extremes : sums))
                    .setLong(2, range.fromMillis())
                    .setLong(3, range.toMillis())
                    .setConsistencyLevel(level)
                    .build(),
            deadline)
        .thenApply(answer -> totals(Objects.requireNonNull(answer.one(), "row")));
  }

  private Optional<Totals> totals(Row row) {
    long points = row.getLong(0);
    if (points == 0) {
      return Optional.of(Totals.NONE);
    }
    if (form == Form.TEXT) {
      return Optional.of(new Totals(points, BigInteger.ZERO, BigInteger.ZERO, Optional.empty()));
    }
    BigInteger sum = sum(points, row.getLong(1), row.getLong(2));
    BigInteger denominators =
        form == Form.RATIO ? sum(points, row.getLong(3), row.getLong(4)) : BigInteger.ZERO;
    if (sum == null || denominators == null) {
      return Optional.empty();
    }
    int least = form == Form.RATIO ? 5 : 3;
    Optional<Totals.Extremes> extremesFound =
        row.getColumnDefinitions().size() > least
            ? Optional.of(new Totals.Extremes(row.getLong(least), row.getLong(least + 1)))
            : Optional.empty();
    return Optional.of(new Totals(points, sum, denominators, extremesFound));
  }

  /** Returns the exact sum; null when the average is not that of the sum. */
  static @Nullable BigInteger sum(long points, long average, long wrappedSum) {
    long rest = wrappedSum - average * points; // wraps as often as the sum has: rest is small
    if (rest <= -points || rest >= points) {
      return null;
    }
    return BigInteger.valueOf(average)
        .multiply(BigInteger.valueOf(points))
        .add(BigInteger.valueOf(rest));
  }
}
