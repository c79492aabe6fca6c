package net.es.esmond.storage.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.cassandra.internal.replication.CassandraReplication;
import net.es.esmond.storage.cassandra.internal.schema.CassandraSchema;
import net.es.esmond.storage.cassandra.internal.schema.Privileges;
import net.es.esmond.storage.cassandra.internal.series.CassandraTimeSeriesStore;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cassandra.internal.session.SessionMeters;
import net.es.esmond.storage.cassandra.internal.session.SessionResilience;
import net.es.esmond.storage.cassandra.internal.session.Supervisor;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.internal.async.TimedTasks;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesProvider;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Keeps series in Cassandra. Found by {@link java.util.ServiceLoader}; takes a {@link
 * HostResolver}, a Micrometer {@link MeterRegistry}, Resilience4j's {@code CircuitBreakerRegistry},
 * {@code RetryRegistry} and {@code BulkheadRegistry}, and {@link
 * net.es.esmond.storage.replication.ReplicationOptions} from the context's services when there are.
 */
public final class CassandraProvider implements TimeSeriesProvider {
  private static final Duration SCHEMA_PAUSE = Duration.ofMillis(200);

  /** Creates the provider, which {@link java.util.ServiceLoader} does. */
  public CassandraProvider() {}

  @Override
  public TimeSeriesStore open(EsmondConf conf, StoreContext context) {
    CassandraConf cassandra = conf.cassandra();
    CassandraSessionFactory.requireServers(cassandra, conf.warnings());
    HostMeters host = HostMeters.of(context);
    SessionMeters meters = new SessionMeters(host, SessionResilience.of(context, host.registry()));
    CassandraSessionFactory sessions =
        new CassandraSessionFactory(
            cassandra, context.service(HostResolver.class).orElseGet(HostResolver::system), meters);
    Supervisor supervisor =
        new Supervisor(
            (deadline, to) -> sessions.open(deadline, to, to::notConnected),
            session -> prepare(cassandra, session, context.opening().readOnly()),
            meters);
    try {
      if (context.opening().inBackground()) {
        supervisor.connectInBackground();
      } else {
        supervisor.connect(Deadline.after(cassandra.startTimeout()));
      }
      Requests requests =
          new Requests(
              supervisor,
              meters,
              cassandra.maxInFlight(),
              new TimedTasks(context.scheduler(), context.executor()));
      return new CassandraTimeSeriesStore(
          requests, new CassandraReplication(requests, cassandra, context), cassandra, context);
    } catch (RuntimeException | Error e) {
      supervisor.shutDown();
      meters.close();
      throw e;
    }
  }

  /** A node may agree on the schema and, while other instances create it too, lose it again. */
  private static Connection prepare(CassandraConf conf, CqlSession session, boolean readOnly) {
    Deadline deadline = Deadline.after(conf.schemaTimeout());
    while (true) {
      CassandraSchema.ensure(session, conf.keyspace(), conf.replicas(), deadline, readOnly);
      CassandraSchema.ensureKnown(session, conf.keyspace());
      CassandraSchema.ensureControl(session, deadline, readOnly);
      conf.user().ifPresent(role -> Privileges.check(session, conf.keyspace(), role, readOnly));
      try {
        return Connection.of(session, CassandraTimeSeriesStore.statements(keyspace(conf)));
      } catch (InvalidQueryException e) {
        if (deadline.expired()) {
          throw Failures.of(e);
        }
        LockSupport.parkNanos(SCHEMA_PAUSE.toNanos());
      }
    }
  }

  private static CqlIdentifier keyspace(CassandraConf conf) {
    return CqlIdentifier.fromInternal(conf.keyspace());
  }
}
