package net.es.esmond.storage.conf;

import static net.es.esmond.storage.conf.ConfKeys.CASSANDRA_CONNECT_TIMEOUT;
import static net.es.esmond.storage.conf.ConfKeys.CASSANDRA_KEYSPACE;
import static net.es.esmond.storage.conf.ConfKeys.CASSANDRA_LOCAL_DATACENTER;
import static net.es.esmond.storage.conf.ConfKeys.CASSANDRA_MAX_IN_FLIGHT;
import static net.es.esmond.storage.conf.ConfKeys.CASSANDRA_PASS;
import static net.es.esmond.storage.conf.ConfKeys.CASSANDRA_READ_CONSISTENCY;
import static net.es.esmond.storage.conf.ConfKeys.CASSANDRA_REMOTE_DATACENTERS;
import static net.es.esmond.storage.conf.ConfKeys.CASSANDRA_REPLICAS;
import static net.es.esmond.storage.conf.ConfKeys.CASSANDRA_REQUEST_TIMEOUT;
import static net.es.esmond.storage.conf.ConfKeys.CASSANDRA_SCHEMA_TIMEOUT;
import static net.es.esmond.storage.conf.ConfKeys.CASSANDRA_SERVERS;
import static net.es.esmond.storage.conf.ConfKeys.CASSANDRA_START_TIMEOUT;
import static net.es.esmond.storage.conf.ConfKeys.CASSANDRA_USER;
import static net.es.esmond.storage.conf.ConfKeys.CASSANDRA_WRITE_CONSISTENCY;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.cluster.ConsistencyLevel;

/**
 * A CassandraConf says how to reach the measurements: the {@code cassandra_*} keys. Immutable. Two
 * configurations are equal when all their values are.
 */
public final class CassandraConf {
  private final ConfValues values;
  private final TlsConf tls;

  CassandraConf(ConfValues values, TlsConf tls) {
    this.values = values.checked(values.together(CASSANDRA_USER, CASSANDRA_PASS));
    this.tls = Objects.requireNonNull(tls, "tls");
  }

  /** {@return a builder with the defaults, which needs servers to open measurements} */
  public static CassandraConfBuilder builder() {
    return new CassandraConfBuilder(ConfKeys.CASSANDRA.defaults(), TlsConf.off());
  }

  /** {@return a builder with these values} */
  public CassandraConfBuilder toBuilder() {
    return new CassandraConfBuilder(values, tls);
  }

  /** {@return the nodes to connect to first, none twice; empty when they are not set} */
  public List<HostPort> servers() {
    return values.find(CASSANDRA_SERVERS).orElse(List.of());
  }

  /** {@return how many replicas of each point the local datacenter should have} */
  public int replicas() {
    return values.get(CASSANDRA_REPLICAS);
  }

  /** {@return the keyspace of the measurements} */
  public String keyspace() {
    return values.get(CASSANDRA_KEYSPACE);
  }

  /** {@return the user to log in as; empty to log in without one} */
  public Optional<String> user() {
    return values.find(CASSANDRA_USER);
  }

  /** {@return the password of the user; there if and only if the user is} */
  public Optional<Secret> password() {
    return values.find(CASSANDRA_PASS);
  }

  /** {@return the datacenter to work in; empty to infer the datacenter from the servers} */
  public Optional<String> localDatacenter() {
    return values.find(CASSANDRA_LOCAL_DATACENTER);
  }

  /**
   * {@return the datacenters that serve while the local one cannot, in the order of preference;
   * empty when none does}
   */
  public List<String> remoteDatacenters() {
    return values.find(CASSANDRA_REMOTE_DATACENTERS).orElse(List.of());
  }

  /** {@return the level of reads as it is set; empty for that of {@link #readLevel}} */
  public Optional<ConsistencyLevel> readConsistency() {
    return values.find(CASSANDRA_READ_CONSISTENCY);
  }

  /** {@return the level of writes as it is set; empty for that of {@link #writeLevel}} */
  public Optional<ConsistencyLevel> writeConsistency() {
    return values.find(CASSANDRA_WRITE_CONSISTENCY);
  }

  /**
   * Returns the level of reads: as it is set, else LOCAL_QUORUM from 3 replicas and LOCAL_ONE
   * below. The larger of {@link #replicas} and the actual count decides, so that instances with
   * different configurations use the same level on a keyspace with 3 replicas or more.
   *
   * @param actualReplicas replicas of each point in the local datacenter; 0 when not known
   * @return the level
   */
  public ConsistencyLevel readLevel(int actualReplicas) {
    return readConsistency().orElseGet(() -> level(actualReplicas));
  }

  /**
   * Returns the level of writes, by the rule of {@link #readLevel}.
   *
   * @param actualReplicas replicas of each point in the local datacenter; 0 when not known
   * @return the level
   */
  public ConsistencyLevel writeLevel(int actualReplicas) {
    return writeConsistency().orElseGet(() -> level(actualReplicas));
  }

  private ConsistencyLevel level(int actualReplicas) {
    return Math.max(replicas(), actualReplicas) >= 3
        ? ConsistencyLevel.LOCAL_QUORUM
        : ConsistencyLevel.LOCAL_ONE;
  }

  /** {@return how long opening one connection may take} */
  public Duration connectTimeout() {
    return values.get(CASSANDRA_CONNECT_TIMEOUT);
  }

  /** {@return the deadline of a call for which the caller gives none} */
  public Duration requestTimeout() {
    return values.get(CASSANDRA_REQUEST_TIMEOUT);
  }

  /** {@return the deadline of creating keyspaces and tables} */
  public Duration schemaTimeout() {
    return values.get(CASSANDRA_SCHEMA_TIMEOUT);
  }

  /** {@return how long a start waits for a first connection} */
  public Duration startTimeout() {
    return values.get(CASSANDRA_START_TIMEOUT);
  }

  /** {@return how many requests are in flight at most} */
  public int maxInFlight() {
    return values.get(CASSANDRA_MAX_IN_FLIGHT);
  }

  /** {@return how connections to Cassandra use TLS} */
  public TlsConf tls() {
    return tls;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CassandraConf conf
        && conf.values.equals(values)
        && conf.tls.equals(tls);
  }

  @Override
  public int hashCode() {
    return Objects.hash(values, tls);
  }

  /** Shows every value by the name of its key; passwords print as stars. */
  @Override
  public String toString() {
    return "CassandraConf[" + values + ", tls=" + tls + "]";
  }
}
