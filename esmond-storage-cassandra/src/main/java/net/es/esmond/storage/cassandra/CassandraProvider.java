package net.es.esmond.storage.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import net.es.esmond.storage.ConsistencyLevel;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.schema.Schema;
import net.es.esmond.storage.cassandra.internal.series.CassandraTimeSeriesStore;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Connector;
import net.es.esmond.storage.cassandra.internal.session.Meters;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cassandra.internal.session.Supervisor;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesProvider;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Keeps series in Cassandra. Found by {@link java.util.ServiceLoader}; takes a {@link HostResolver}
 * and a Micrometer {@link MeterRegistry} from the context's services when there are.
 */
public final class CassandraProvider implements TimeSeriesProvider {

  /** For {@link java.util.ServiceLoader}. */
  public CassandraProvider() {}

  @Override
  public TimeSeriesStore open(EsmondConf conf, StoreContext context) {
    CassandraConf cassandra = conf.cassandra();
    Meters meters =
        new Meters(context.service(MeterRegistry.class).orElseGet(CompositeMeterRegistry::new));
    Connector connector =
        new Connector(
            cassandra, context.service(HostResolver.class).orElseGet(HostResolver::system), meters);
    Supervisor supervisor =
        new Supervisor(
            connector,
            session -> prepare(cassandra, session),
            context.service(CassandraStateListener.class).orElse((from, to, reason) -> {}));
    if (context.service(StartMode.class).orElse(StartMode.WAIT) == StartMode.BEHIND) {
      supervisor.connectBehind();
    } else {
      supervisor.connect(Deadline.after(cassandra.startTimeout()));
    }
    ConsistencyLevel level =
        cassandra.replicas() >= 3 ? ConsistencyLevel.LOCAL_QUORUM : ConsistencyLevel.LOCAL_ONE;
    return new CassandraTimeSeriesStore(
        new Requests(supervisor, meters, cassandra.maxInFlight()),
        keyspace(cassandra),
        cassandra.readConsistency().orElse(level),
        cassandra.writeConsistency().orElse(level));
  }

  private static Connection prepare(CassandraConf conf, CqlSession session) {
    Schema.ensure(session, conf.keyspace(), conf.replicas(), Deadline.after(conf.schemaTimeout()));
    return Connection.of(session, CassandraTimeSeriesStore.statements(keyspace(conf)));
  }

  private static CqlIdentifier keyspace(CassandraConf conf) {
    return CqlIdentifier.fromInternal(conf.keyspace());
  }
}
