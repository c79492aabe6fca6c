package net.es.esmond.storage.testkit.cassandra;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.cassandra.CassandraProvider;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.CassandraConfBuilder;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.conf.TlsConf;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesStore;

/** Configurations for tests: the defaults, with what a test changes. */
record CassandraConfs(CassandraConf conf) {

  static CassandraConfs of(List<HostPort> servers, String keyspace) {
    return new CassandraConfs(
        CassandraConf.builder().servers(servers).replicas(2).keyspace(keyspace).build());
  }

  CassandraConfs replicas(int wanted) {
    return with(conf.toBuilder().replicas(wanted));
  }

  CassandraConfs login(String name, String secret) {
    return with(conf.toBuilder().user(name).password(new Secret(secret)));
  }

  CassandraConfs level(ConsistencyLevel both) {
    return with(conf.toBuilder().readConsistency(both).writeConsistency(both));
  }

  CassandraConfs tls(TlsConf other) {
    return with(conf.toBuilder().tls(other));
  }

  CassandraConfs startTimeout(Duration timeout) {
    return with(conf.toBuilder().startTimeout(timeout));
  }

  private static CassandraConfs with(CassandraConfBuilder changed) {
    return new CassandraConfs(changed.build());
  }

  TimeSeriesStore open() {
    return open(Map.of());
  }

  TimeSeriesStore open(Map<Class<?>, Object> services) {
    SqlConf unused = SqlConf.builder().build();
    return new CassandraProvider()
        .open(EsmondConf.of(conf, unused), new StoreContext(Clock.systemUTC(), services));
  }

  static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(1));
  }
}
