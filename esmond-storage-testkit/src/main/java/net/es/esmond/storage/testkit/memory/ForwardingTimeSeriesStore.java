package net.es.esmond.storage.testkit.memory;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.Leases;
import net.es.esmond.storage.spi.PartitionStore;
import net.es.esmond.storage.spi.PointLookup;
import net.es.esmond.storage.spi.ReplicationPort;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.ServerTime;
import net.es.esmond.storage.spi.SummaryStore;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.spi.Totals;

/** Forwards every call to another store; tests override those that are to behave in another way. */
public abstract class ForwardingTimeSeriesStore implements TimeSeriesStore {
  private final TimeSeriesStore store;

  /**
   * Forwards to a store.
   *
   * @param store closed with this one
   */
  protected ForwardingTimeSeriesStore(TimeSeriesStore store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  @Override
  public CompletionStage<Void> write(SeriesWrite write, Deadline deadline) {
    return store.write(write, deadline);
  }

  @Override
  public CompletionStage<List<StoredPoint>> writeAbsent(SeriesWrite write, Deadline deadline) {
    return store.writeAbsent(write, deadline);
  }

  @Override
  public CompletionStage<PointLookup> stored(
      Series series, List<Long> timesMillis, Optional<ConsistencyLevel> level, Deadline deadline) {
    return store.stored(series, timesMillis, level, deadline);
  }

  @Override
  public CompletionStage<Rows<StoredPoint>> read(SeriesRead read, Deadline deadline) {
    return store.read(read, deadline);
  }

  @Override
  public CompletionStage<Rows<Long>> times(SeriesRead read, Deadline deadline) {
    return store.times(read, deadline);
  }

  @Override
  public CompletionStage<Totals> totals(SeriesRead range, boolean extremes, Deadline deadline) {
    return store.totals(range, extremes, deadline);
  }

  @Override
  public CompletionStage<List<Partition>> partitions(
      Series series, Optional<ConsistencyLevel> level, Deadline deadline) {
    return store.partitions(series, level, deadline);
  }

  @Override
  public ConsistencyLevel completeLevel() {
    return store.completeLevel();
  }

  @Override
  public CompletionStage<List<ServerTime>> serverTimes(Deadline deadline) {
    return store.serverTimes(deadline);
  }

  @Override
  public SummaryStore summaries() {
    return store.summaries();
  }

  @Override
  public PartitionStore allPartitions() {
    return store.allPartitions();
  }

  @Override
  public Leases leases() {
    return store.leases();
  }

  @Override
  public boolean everyReplicaUp() {
    return store.everyReplicaUp();
  }

  @Override
  public boolean servedRemotely() {
    return store.servedRemotely();
  }

  @Override
  public StoreHealth health() {
    return store.health();
  }

  @Override
  public ReplicationPort replication() {
    return store.replication();
  }

  @Override
  public void close() {
    store.close();
  }
}
