package net.es.esmond.storage.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import io.micrometer.core.instrument.MeterRegistry;
import net.es.esmond.storage.ConsistencyLevel;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.schema.Schema;
import net.es.esmond.storage.cassandra.internal.series.CassandraTimeSeriesStore;
import net.es.esmond.storage.cassandra.internal.session.Connection;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.Requests;
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
    CassandraSessionFactory factory =
        CassandraSessionFactory.of(cassandra)
            .resolvingWith(context.service(HostResolver.class).orElseGet(HostResolver::system));
    CqlSession session =
        context
            .service(MeterRegistry.class)
            .map(factory::countingIn)
            .orElse(factory)
            .open(Deadline.after(cassandra.startTimeout()));
    try {
      return open(cassandra, session);
    } catch (RuntimeException e) {
      session.close();
      throw Failures.of(e);
    }
  }

  private static TimeSeriesStore open(CassandraConf conf, CqlSession session) {
    Schema.ensure(session, conf.keyspace(), conf.replicas(), Deadline.after(conf.schemaTimeout()));
    CqlIdentifier keyspace = CqlIdentifier.fromInternal(conf.keyspace());
    Connection connection = Connection.of(session, CassandraTimeSeriesStore.statements(keyspace));
    ConsistencyLevel level =
        conf.replicas() >= 3 ? ConsistencyLevel.LOCAL_QUORUM : ConsistencyLevel.LOCAL_ONE;
    return new CassandraTimeSeriesStore(
        new Requests(connection),
        keyspace,
        conf.readConsistency().orElse(level),
        conf.writeConsistency().orElse(level));
  }
}
