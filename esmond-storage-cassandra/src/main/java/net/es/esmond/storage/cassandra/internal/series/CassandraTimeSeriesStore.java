package net.es.esmond.storage.cassandra.internal.series;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import net.es.esmond.storage.cassandra.internal.batch.GroupCommit;
import net.es.esmond.storage.cassandra.internal.coordination.CassandraLeases;
import net.es.esmond.storage.cassandra.internal.replication.CassandraReplication;
import net.es.esmond.storage.cassandra.internal.session.Datacenters;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.series.Form;
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
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.SummaryStore;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.spi.Totals;

/**
 * Implements the port of time series in Cassandra: chooses the table and the consistency level of
 * each request.
 */
public final class CassandraTimeSeriesStore implements TimeSeriesStore {
  private final Requests requests;
  private final AnswerBudget budget;
  private final CassandraReplication replication;
  private final Map<Form, SeriesTable> tables;
  private final Map<Form, CqlTotals> totals;
  private final PartitionIndex index;
  private final NodeClocks clocks;
  private final CqlSeriesWriter writer;
  private final BatchedLookups lookups;
  private final SharedReads sharedReads;
  private final ArchiveLevels levels;
  private final SeriesHealth health;
  private final SummaryStore summaries;
  private final PartitionStore allPartitions;
  private final Leases leases;

  /**
   * Creates the store of an archive's keyspace.
   *
   * @param requests sends requests; has prepared {@link #statements}, and is closed with this store
   * @param replication the replication port of the same keyspace; closed with this store
   * @param conf the configuration of the archive
   * @param context the storage, on whose threads late groups of requests are noticed, and by whose
   *     clock partitions are listed
   */
  public CassandraTimeSeriesStore(
      Requests requests,
      CassandraReplication replication,
      CassandraConf conf,
      StoreContext context) {
    CqlIdentifier keyspace = CqlIdentifier.fromInternal(conf.keyspace());
    this.requests = requests;
    this.budget = AnswerBudget.ofHeap(requests.timed());
    this.replication = replication;
    this.tables = ofForms(form -> new SeriesTable(form, keyspace));
    this.totals = ofForms(form -> new CqlTotals(form, keyspace));
    GroupCommit.Timer timer = GroupCommit.Timer.of(context);
    this.index = new PartitionIndex(requests, keyspace, context.clock(), timer);
    this.clocks = new NodeClocks(requests);
    PartitionRoutes routes = new PartitionRoutes();
    this.writer = new CqlSeriesWriter(requests, keyspace, index, routes, timer);
    this.lookups = new BatchedLookups(requests, keyspace, routes, timer);
    this.sharedReads = new SharedReads(this, requests, budget, keyspace, routes);
    this.levels = new ArchiveLevels(conf, requests::knownMetadata);
    this.health = new SeriesHealth(requests, levels, keyspace, context.clock());
    this.summaries = new CassandraSummaryStore(this, requests, index, new StateTable(keyspace));
    this.allPartitions = new CassandraPartitionStore(this, requests, keyspace, index);
    this.leases = new CassandraLeases(requests, keyspace.asInternal());
  }

  /**
   * Returns the statements to prepare.
   *
   * @param keyspace the archive's keyspace
   * @return their CQL
   */
  public static List<String> statements(CqlIdentifier keyspace) {
    List<String> statements = new ArrayList<>(PartitionTables.in(keyspace).statements());
    statements.addAll(new StateTable(keyspace).statements());
    statements.addAll(CassandraPartitionStore.statements(keyspace));
    statements.addAll(CassandraLeases.statements());
    statements.addAll(CassandraReplication.statements());
    for (Form form : Form.values()) {
      statements.addAll(new SeriesTable(form, keyspace).statements());
      statements.addAll(new CqlTotals(form, keyspace).statements());
    }
    return statements;
  }

  private static <T> Map<Form, T> ofForms(Function<Form, T> each) {
    Map<Form, T> all = new EnumMap<>(Form.class);
    for (Form form : Form.values()) {
      all.put(form, each.apply(form));
    }
    return all;
  }

  @Override
  public CompletionStage<Void> write(SeriesWrite write, Deadline deadline) {
    return writer.write(table(write.series()), write, writeLevel(), deadline);
  }

  @Override
  public CompletionStage<List<StoredPoint>> writeAbsent(SeriesWrite write, Deadline deadline) {
    return writer.writeAbsent(
        table(write.series()), write, writeLevel(), levels.now().serial(), deadline);
  }

  @Override
  public CompletionStage<PointLookup> stored(
      Series series, List<Long> timesMillis, Optional<ConsistencyLevel> level, Deadline deadline) {
    LookupLevel at =
        level
            .map(asked -> LookupLevel.complete(ConsistencyLevels.driver(asked)))
            .orElseGet(() -> levels.now().lookup());
    return lookups.find(table(series), series, timesMillis, at, deadline);
  }

  @Override
  public CompletionStage<Rows<StoredPoint>> read(SeriesRead read, Deadline deadline) {
    return rows(table(read.series()).points(read.newestFirst()), read, deadline);
  }

  @Override
  public CompletionStage<List<Rows<StoredPoint>>> readAll(
      List<SeriesRead> reads, Deadline deadline) {
    return sharedReads.read(reads, deadline);
  }

  @Override
  public CompletionStage<Rows<Long>> times(SeriesRead read, Deadline deadline) {
    return rows(table(read.series()).times(read.newestFirst()), read, deadline);
  }

  @Override
  public CompletionStage<Totals> totals(SeriesRead range, boolean extremes, Deadline deadline) {
    Series series = range.series();
    DefaultConsistencyLevel level = level(range.level());
    CompletionStage<List<Partition>> partitions =
        Partition.inFew(series, range.fromMillis(), range.toMillis())
            ? completedFuture(Partition.between(series, range.fromMillis(), range.toMillis()))
            : index.list(series, level, deadline).thenApply(all -> within(range, all));
    return partitions
        .thenCompose(
            some ->
                Objects.requireNonNull(totals.get(Form.of(series)))
                    .read(requests, range, some, extremes, level, deadline))
        .thenCompose(
            added ->
                added.isPresent()
                    ? completedFuture(added.get())
                    : TimeSeriesStore.super.totals(range, extremes, deadline));
  }

  private static List<Partition> within(SeriesRead range, List<Partition> partitions) {
    return partitions.stream()
        .filter(p -> p.startMillis() <= range.toMillis() && p.endMillis() > range.fromMillis())
        .toList();
  }

  /** Reads rows of a series from the table of a source. */
  <T> CompletionStage<Rows<T>> rows(RowSource<T> source, SeriesRead read, Deadline deadline) {
    DefaultConsistencyLevel level = level(read.level());
    PartitionPages partitions =
        new PartitionPages(read, () -> index.list(read.series(), level, deadline));
    return CqlSeriesReader.read(requests, budget, source, read, partitions, level, deadline);
  }

  @Override
  public CompletionStage<List<Partition>> partitions(
      Series series, Optional<ConsistencyLevel> level, Deadline deadline) {
    return index.list(series, level(level), deadline);
  }

  @Override
  public ConsistencyLevel completeLevel() {
    return levels.now().complete();
  }

  @Override
  public boolean everyReplicaUp() {
    return health.everyReplicaUp();
  }

  @Override
  public boolean servedRemotely() {
    return requests.datacenters().map(Datacenters::isRemote).orElse(false)
        && ConsistencyLevels.driver(levels.now().read()).isDcLocal();
  }

  @Override
  public CompletionStage<List<ServerTime>> serverTimes(Deadline deadline) {
    return clocks.times(deadline);
  }

  @Override
  public SummaryStore summaries() {
    return summaries;
  }

  @Override
  public PartitionStore allPartitions() {
    return allPartitions;
  }

  @Override
  public Leases leases() {
    return leases;
  }

  @Override
  public StoreHealth health() {
    return health.now();
  }

  @Override
  public ReplicationPort replication() {
    return replication;
  }

  @Override
  public void close() {
    replication.close();
    requests.close();
  }

  SeriesTable table(Series series) {
    return Objects.requireNonNull(tables.get(Form.of(series)));
  }

  DefaultConsistencyLevel level(Optional<ConsistencyLevel> asked) {
    return ConsistencyLevels.driver(asked.orElseGet(() -> levels.now().read()));
  }

  DefaultConsistencyLevel writeLevel() {
    return ConsistencyLevels.driver(levels.now().write());
  }
}
