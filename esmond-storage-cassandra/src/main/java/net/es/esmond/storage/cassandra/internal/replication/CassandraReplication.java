package net.es.esmond.storage.cassandra.internal.replication;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.Refusal;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.replication.TokenRange;
import net.es.esmond.storage.replication.Verification;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.NodeMaintenance;
import net.es.esmond.storage.spi.ReplicationPort;
import net.es.esmond.storage.spi.StoreContext;
import org.jspecify.annotations.Nullable;

/** Implements the replication port for a keyspace in Cassandra. Safe for use by many threads. */
public final class CassandraReplication implements ReplicationPort, AutoCloseable {
  private static final Duration A_MOMENT = Duration.ofMillis(500);

  private final Requests requests;
  private final String keyspace;
  private final ClusterView view;
  private final ControlTable record;
  private final Optional<JmxMaintenance> maintenance;
  private final ReplicationMeters meters;
  private final ExecutorService comparing =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "esmond-replication-verify");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Creates the port for an archive's keyspace.
   *
   * @param requests sends requests; has prepared {@link #statements}, and is closed after this
   *     object, by its owner
   * @param conf the archive's configuration
   * @param context the storage; may offer {@link ReplicationOptions}
   */
  public CassandraReplication(Requests requests, CassandraConf conf, StoreContext context) {
    this.requests = requests;
    this.keyspace = conf.keyspace();
    this.view = new ClusterView(requests, keyspace, conf.user().isPresent());
    this.record = new ControlTable(requests, keyspace);
    this.maintenance =
        context
            .service(ReplicationOptions.class)
            .flatMap(ReplicationOptions::jmx)
            .map(
                access ->
                    new JmxMaintenance(
                        requests,
                        keyspace,
                        access,
                        requests.bulkhead("jmx", JmxMaintenance.MAX_RUNNING)));
    this.meters = new ReplicationMeters(requests.meters().host(), keyspace);
  }

  /**
   * Returns the statements to prepare.
   *
   * @return their CQL
   */
  public static List<String> statements() {
    return ControlTable.statements();
  }

  @Override
  public CompletionStage<ClusterSnapshot> snapshot(Deadline deadline) {
    return view.snapshot(deadline);
  }

  @Override
  public CompletionStage<Void> alter(KeyspaceReplication replication, Deadline deadline) {
    SimpleStatement alter =
        SimpleStatement.newInstance(
                "ALTER KEYSPACE "
                    + CqlIdentifier.fromInternal(keyspace).asCql(true)
                    + " WITH replication = "
                    + replication.toCql())
            .setIdempotent(false);
    return requests
        .send(c -> alter, deadline)
        .thenCompose(answer -> agreedWith(answer.getExecutionInfo().getCoordinator(), deadline));
  }

  /**
   * Waits until all nodes have the schema of the node that changed it. That node is asked: others
   * may not have heard of the change, and see all nodes agree on the schema before it.
   */
  private CompletionStage<Void> agreedWith(@Nullable Node changed, Deadline deadline) {
    return view.unsettled(changed, deadline)
        .thenCompose(
            refusals ->
                refusals.stream().noneMatch(r -> r.reason() == Refusal.Reason.SCHEMA_DISAGREEMENT)
                    ? CompletableFuture.completedFuture(null)
                    : requests.timed().startAfter(A_MOMENT, () -> agreedWith(changed, deadline)));
  }

  @Override
  public CompletionStage<Verification> verify(
      List<TokenRange> ranges, int partitions, Deadline deadline) {
    return CompletableFuture.supplyAsync(
        () -> {
          Set<UUID> replicas =
              ranges.stream().flatMap(r -> r.replicas().stream()).collect(Collectors.toSet());
          ReplicaReads reads = new ReplicaReads(requests, replicas, deadline);
          ReplicaSamples samples = new ReplicaSamples(reads, metadata(), new Random());
          return new ReplicaComparison(reads).compare(samples.draw(ranges, partitions));
        },
        comparing);
  }

  private KeyspaceMetadata metadata() {
    return requests
        .metadata()
        .getKeyspace(CqlIdentifier.fromInternal(keyspace))
        .orElseThrow(
            () ->
                new StoreException(
                    ErrorCode.STORE_UNAVAILABLE,
                    StoreException.Store.CASSANDRA,
                    "keyspace " + keyspace + " is gone: restore it, or open the archive anew",
                    List.of(),
                    null));
  }

  @Override
  public CompletionStage<Optional<ControlRecord>> load(Deadline deadline) {
    return record.load(deadline);
  }

  @Override
  public CompletionStage<Boolean> replace(ControlRecord next, Deadline deadline) {
    return record.replace(next, deadline);
  }

  @Override
  public Optional<NodeMaintenance> maintenance() {
    return maintenance.map(NodeMaintenance.class::cast);
  }

  @Override
  public void observed(ReplicationStatus status) {
    meters.observed(status);
  }

  @Override
  public void close() {
    maintenance.ifPresent(JmxMaintenance::close);
    comparing.shutdownNow();
  }
}
