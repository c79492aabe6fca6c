package net.es.esmond.storage.testkit.cassandra;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.ConsistencyLevel;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.CassandraProvider;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.conf.TlsConf;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesStore;

/** Configurations for tests: the defaults, with what a test changes. */
record CassandraConfs(
    List<HostPort> servers,
    int replicas,
    String keyspace,
    Optional<String> user,
    Optional<Secret> password,
    Optional<ConsistencyLevel> level,
    TlsConf tls,
    Duration startTimeout) {

  static CassandraConfs of(List<HostPort> servers, String keyspace) {
    return new CassandraConfs(
        servers,
        2,
        keyspace,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        TlsConf.off(),
        Duration.ofSeconds(30));
  }

  CassandraConfs replicas(int wanted) {
    return new CassandraConfs(servers, wanted, keyspace, user, password, level, tls, startTimeout);
  }

  CassandraConfs login(String name, String secret) {
    return new CassandraConfs(
        servers,
        replicas,
        keyspace,
        Optional.of(name),
        Optional.of(new Secret(secret)),
        level,
        tls,
        startTimeout);
  }

  CassandraConfs level(ConsistencyLevel both) {
    return new CassandraConfs(
        servers, replicas, keyspace, user, password, Optional.of(both), tls, startTimeout);
  }

  CassandraConfs tls(TlsConf other) {
    return new CassandraConfs(
        servers, replicas, keyspace, user, password, level, other, startTimeout);
  }

  CassandraConfs startTimeout(Duration timeout) {
    return new CassandraConfs(servers, replicas, keyspace, user, password, level, tls, timeout);
  }

  CassandraConf conf() {
    return new CassandraConf(
        servers,
        replicas,
        keyspace,
        user,
        password,
        Optional.empty(),
        level,
        level,
        tls,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        startTimeout,
        1024);
  }

  TimeSeriesStore open() {
    return open(Map.of());
  }

  TimeSeriesStore open(Map<Class<?>, Object> services) {
    SqlConf unused = SqlConf.builder().build();
    return new CassandraProvider()
        .open(EsmondConf.of(conf(), unused), new StoreContext(Clock.systemUTC(), services));
  }

  static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(10));
  }
}
