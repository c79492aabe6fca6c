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
import net.es.esmond.storage.cluster.ConsistencyLevel;

/** Builds a {@link CassandraConf}. Not thread-safe. */
public final class CassandraConfBuilder {
  private ConfValues values;
  private TlsConf tls;

  CassandraConfBuilder(ConfValues values, TlsConf tls) {
    this.values = values;
    this.tls = tls;
  }

  /**
   * Sets the nodes to connect to first. Any node that answers leads to the others. At least one,
   * none twice; without a default. Only a storage without measurements opens without them.
   */
  public CassandraConfBuilder servers(List<HostPort> servers) {
    return set(CASSANDRA_SERVERS, List.copyOf(servers));
  }

  /**
   * Sets how many replicas of each point the local datacenter should have. 1 or more; default 1.
   */
  public CassandraConfBuilder replicas(int replicas) {
    return set(CASSANDRA_REPLICAS, replicas);
  }

  /**
   * Sets the keyspace of the measurements. 1 to 48 letters, digits or {@code _}, no keyspace of
   * Cassandra's own and not {@code esmond_control}; default {@code esmond}.
   */
  public CassandraConfBuilder keyspace(String keyspace) {
    return set(CASSANDRA_KEYSPACE, keyspace);
  }

  /**
   * Sets the user to log in as. One line, not blank, together with a password; without a default.
   */
  public CassandraConfBuilder user(String user) {
    return set(CASSANDRA_USER, user);
  }

  /** Sets the password of the user. Together with a user; without a default. */
  public CassandraConfBuilder password(Secret password) {
    return set(CASSANDRA_PASS, password);
  }

  /**
   * Sets the datacenter to work in. One line, not blank; inferred from the servers when not set.
   */
  public CassandraConfBuilder localDatacenter(String localDatacenter) {
    return set(CASSANDRA_LOCAL_DATACENTER, localDatacenter);
  }

  /**
   * Sets the datacenters that serve while the local one cannot: the first in this order that can.
   * The local one cannot while fewer of its nodes are up than a request at the configured levels
   * needs replicas, and serves again as soon as there are so many. Levels stay those of the local
   * datacenter; LOCAL_ONE and LOCAL_QUORUM then ask the replicas of the one that serves. What was
   * acknowledged in the local datacenter may be absent there, and the other way round until the
   * local nodes are given what they missed: pages that a remote datacenter answers are {@code
   * possiblyIncomplete}. None twice, none blank, not the local one; without a default.
   */
  public CassandraConfBuilder remoteDatacenters(List<String> remoteDatacenters) {
    return set(CASSANDRA_REMOTE_DATACENTERS, List.copyOf(remoteDatacenters));
  }

  /**
   * Sets which replicas must answer a read. Default: LOCAL_QUORUM from 3 replicas, else LOCAL_ONE;
   * the larger of {@link #replicas} and the keyspace's own count decides.
   */
  public CassandraConfBuilder readConsistency(ConsistencyLevel readConsistency) {
    return set(CASSANDRA_READ_CONSISTENCY, readConsistency);
  }

  /**
   * Sets which replicas must take a write. Default: LOCAL_QUORUM from 3 replicas, else LOCAL_ONE;
   * the larger of {@link #replicas} and the keyspace's own count decides.
   *
   * <p>All instances of an archive must use the same level. An instance stores summaries from a
   * read that misses nothing of what was written at its own level, and it does not know the level
   * of others. A weaker level may be rolled out within the allowed lateness of an hour, since
   * windows that are written to meanwhile are stored later. After a stronger level was rolled out,
   * the keyspace needs a full repair, as windows that are not stored yet have points of the weaker
   * one.
   */
  public CassandraConfBuilder writeConsistency(ConsistencyLevel writeConsistency) {
    return set(CASSANDRA_WRITE_CONSISTENCY, writeConsistency);
  }

  /** Sets how long opening one connection may take. 1 ms to 24 h; default 5 s. */
  public CassandraConfBuilder connectTimeout(Duration connectTimeout) {
    return set(CASSANDRA_CONNECT_TIMEOUT, connectTimeout);
  }

  /** Sets the deadline of a call for which the caller gives none. 1 ms to 24 h; default 10 s. */
  public CassandraConfBuilder requestTimeout(Duration requestTimeout) {
    return set(CASSANDRA_REQUEST_TIMEOUT, requestTimeout);
  }

  /** Sets the deadline of creating keyspaces and tables. 1 ms to 24 h; default 60 s. */
  public CassandraConfBuilder schemaTimeout(Duration schemaTimeout) {
    return set(CASSANDRA_SCHEMA_TIMEOUT, schemaTimeout);
  }

  /** Sets how long a start waits for a first connection. 1 ms to 24 h; default 30 s. */
  public CassandraConfBuilder startTimeout(Duration startTimeout) {
    return set(CASSANDRA_START_TIMEOUT, startTimeout);
  }

  /**
   * Sets how many requests are in flight at most; further requests wait. 1 to 100,000; default
   * 1024.
   */
  public CassandraConfBuilder maxInFlight(int maxInFlight) {
    return set(CASSANDRA_MAX_IN_FLIGHT, maxInFlight);
  }

  /** Sets how connections to Cassandra use TLS. Default: not at all. */
  public CassandraConfBuilder tls(TlsConf tls) {
    this.tls = tls;
    return this;
  }

  private <T> CassandraConfBuilder set(ConfKey<T> key, T value) {
    values = values.with(key, value);
    return this;
  }

  /**
   * Checks the values.
   *
   * @return the configuration
   * @throws net.es.esmond.storage.error.InvalidInputException naming each key that breaks its rule
   */
  public CassandraConf build() {
    return new CassandraConf(values, tls);
  }
}
