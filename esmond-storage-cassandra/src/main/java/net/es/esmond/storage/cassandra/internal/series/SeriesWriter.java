package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.Bounded;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.SeriesWrite;

/**
 * Writes the points of one series: each partition's in batches that one replica applies as one
 * mutation, a few batches at a time. A point that comes alone travels with others that come at the
 * same time and go to the same replicas.
 */
final class SeriesWriter {
  /** Batches of one write that are in flight together. */
  private static final int WIDTH = 16;

  /** Larger rows gain little from company. */
  private static final int GROUP_ROW_BYTES = 512;

  /** Each of another partition, most often; 32 KiB at most, of the 50 that Cassandra takes. */
  private static final int GROUP_ROWS = BatchSplitter.MAX_BATCH_BYTES / GROUP_ROW_BYTES;

  /** Rows that wait for their group; further ones fail at once. */
  private static final int MAX_WAITING = 10_000;

  private final Requests requests;
  private final CqlIdentifier keyspace;
  private final PartitionIndex index;
  private final Places places;
  private final Batches batches;
  private final AbsentWriter absent;
  private final GroupCommit<Company, Late> groups;

  SeriesWriter(Requests requests, CqlIdentifier keyspace, PartitionIndex index, Places places) {
    this.requests = requests;
    this.keyspace = keyspace;
    this.index = index;
    this.places = places;
    this.batches = new Batches(requests, keyspace);
    this.absent = new AbsentWriter(requests);
    this.groups =
        new GroupCommit<>(GroupCommit.FULL_WIDTH, GROUP_ROWS, MAX_WAITING, this::sendGroup);
  }

  /** What rows of one group have in common; equal budgets, so that deadlines are close. */
  private record Company(Set<Node> replicas, ConsistencyLevel level, Duration budget) {}

  private record Late(PointWrite row, Deadline deadline) implements GroupCommit.Item {}

  CompletionStage<Void> write(
      SeriesTable table, SeriesWrite write, ConsistencyLevel level, Deadline deadline) {
    if (write.points().size() == 1) {
      return writeOne(table, write, level, deadline);
    }
    List<CompletableFuture<?>> recorded = new ArrayList<>();
    List<List<PointWrite>> parts = parts(table, write, level, deadline, recorded);
    return Bounded.all(parts, WIDTH, part -> batches.send(part, level, deadline))
        .thenCombine(all(recorded), (done, listed) -> null);
  }

  private CompletionStage<Void> writeOne(
      SeriesTable table, SeriesWrite write, ConsistencyLevel level, Deadline deadline) {
    StoredPoint point = write.points().get(0);
    Place place = places.of(write.series(), point.timeMillis());
    CompletionStage<Void> recorded =
        index.record(write.series(), place.partition(), level, deadline);
    int ttl = write.ttlSeconds(point.timeMillis());
    PointWrite row = new PointWrite(table, place.key(), point, write.timestampMicros(), ttl);
    CompletionStage<Void> sent = send(row, place, level, deadline);
    // Nearly always the partition has been recorded before, and nothing is left to wait for.
    CompletableFuture<Void> listed = recorded.toCompletableFuture();
    return listed.isDone() && !listed.isCompletedExceptionally()
        ? sent
        : sent.thenCombine(listed, (done, known) -> null);
  }

  /** Writes what is absent, and returns what was there. */
  CompletionStage<List<StoredPoint>> writeAbsent(
      SeriesTable table, SeriesWrite write, ConsistencyLevel level, Deadline deadline) {
    List<CompletableFuture<?>> recorded = new ArrayList<>();
    List<List<PointWrite>> parts = parts(table, write, level, deadline, recorded);
    return absent.write(parts, level, deadline).thenCombine(all(recorded), (taken, done) -> taken);
  }

  /** Cuts a write into what travels together, and records its partitions meanwhile. */
  private List<List<PointWrite>> parts(
      SeriesTable table,
      SeriesWrite write,
      ConsistencyLevel level,
      Deadline deadline,
      List<CompletableFuture<?>> recorded) {
    List<List<PointWrite>> parts = new ArrayList<>();
    ByPartition.of(write.series(), write.points(), StoredPoint::timeMillis)
        .forEach(
            (partition, points) -> {
              recorded.add(
                  index.record(write.series(), partition, level, deadline).toCompletableFuture());
              parts.addAll(BatchSplitter.split(rows(table, write, partition, points)));
            });
    return parts;
  }

  private static CompletableFuture<Void> all(List<CompletableFuture<?>> stages) {
    return CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new));
  }

  private static List<PointWrite> rows(
      SeriesTable table, SeriesWrite write, Partition partition, List<StoredPoint> points) {
    PartitionKey key = PartitionKey.of(write.series(), partition);
    List<PointWrite> rows = new ArrayList<>(points.size());
    for (StoredPoint point : points) {
      int ttl = write.ttlSeconds(point.timeMillis());
      rows.add(new PointWrite(table, key, point, write.timestampMicros(), ttl));
    }
    return rows;
  }

  private CompletionStage<Void> send(
      PointWrite row, Place place, ConsistencyLevel level, Deadline deadline) {
    Set<Node> replicas = place.replicas(keyspace, requests.ring());
    // Without known replicas there is no company.
    if (replicas.isEmpty() || row.bytes() > GROUP_ROW_BYTES) {
      return batches.send(List.of(row), level, deadline);
    }
    return groups
        .submit(new Company(replicas, level, deadline.budget()), new Late(row, deadline))
        .orElseGet(() -> CompletableFuture.failedFuture(overloaded()));
  }

  private CompletionStage<Void> sendGroup(Company company, List<Late> group, Deadline deadline) {
    return batches.send(group.stream().map(Late::row).toList(), company.level(), deadline);
  }

  static StoreException overloaded() {
    return new StoreException(
        ErrorCode.OVERLOADED,
        StoreException.Store.CASSANDRA,
        "more than " + MAX_WAITING + " points wait to be sent to Cassandra",
        List.of(),
        null);
  }
}
