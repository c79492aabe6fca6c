package net.es.esmond.storage.cassandra.internal.replication;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.replication.TokenRange;
import net.es.esmond.storage.replication.Verification;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.NodeMaintenance;
import net.es.esmond.storage.spi.ReplicationPort;
import net.es.esmond.storage.spi.StoreContext;

/** The port's implementation. Safe for use by many threads. */
public final class CassandraReplication implements ReplicationPort, AutoCloseable {
  private final Requests requests;
  private final String keyspace;
  private final ClusterView view;
  private final ControlTable record;
  private final ControlLeases leases;
  private final Optional<JmxMaintenance> maintenance;
  private final Optional<ReplicationMeters> meters;
  private final ExecutorService comparing =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "esmond-replication-verify");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Serves an archive's keyspace.
   *
   * @param requests stay open; close this object before them
   * @param conf the archive's
   * @param context may offer {@link ReplicationOptions} and a {@link MeterRegistry}
   */
  public CassandraReplication(Requests requests, CassandraConf conf, StoreContext context) {
    this.requests = requests;
    this.keyspace = conf.keyspace();
    this.view = new ClusterView(requests, keyspace, conf.user().isPresent());
    ControlTables control = new ControlTables(requests);
    this.record = new ControlTable(control, keyspace);
    this.leases = new ControlLeases(control);
    this.maintenance =
        context
            .service(ReplicationOptions.class)
            .flatMap(ReplicationOptions::jmx)
            .map(access -> new JmxMaintenance(requests, keyspace, access));
    this.meters =
        context
            .service(MeterRegistry.class)
            .map(registry -> new ReplicationMeters(registry, keyspace));
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
    // The driver answers once the nodes agree, and the next look tells if they did not.
    return requests.send(c -> alter, deadline).thenAccept(answer -> {});
  }

  @Override
  public CompletionStage<Verification> verify(
      List<TokenRange> ranges, int partitions, Deadline deadline) {
    return CompletableFuture.supplyAsync(
        () -> new ReplicaComparison(requests, keyspace, deadline).compare(ranges, partitions),
        comparing);
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
  public CompletionStage<Boolean> lease(String owner, Duration duration, Deadline deadline) {
    return leases.take(leaseName(), owner, duration, deadline);
  }

  @Override
  public CompletionStage<Void> release(String owner, Deadline deadline) {
    return leases.release(leaseName(), owner, deadline);
  }

  private String leaseName() {
    return "replication of " + keyspace;
  }

  @Override
  public Optional<NodeMaintenance> maintenance() {
    return maintenance.map(NodeMaintenance.class::cast);
  }

  @Override
  public void observed(ReplicationStatus status) {
    meters.ifPresent(m -> m.observed(status));
  }

  @Override
  public void close() {
    maintenance.ifPresent(JmxMaintenance::close);
    meters.ifPresent(ReplicationMeters::close);
    comparing.shutdownNow();
  }
}
