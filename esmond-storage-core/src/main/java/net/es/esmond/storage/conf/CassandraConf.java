package net.es.esmond.storage.conf;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.ConsistencyLevel;

/**
 * The {@code cassandra_*} keys.
 *
 * @param servers contact points, at least one, none twice
 * @param replicas replicas wanted in the local datacenter, 1 or more; default 1
 * @param keyspace keyspace; default {@code esmond}
 * @param user user; empty for none
 * @param password password; empty for none
 * @param localDatacenter datacenter to work in; empty to infer it
 * @param readConsistency level of reads; empty for LOCAL_QUORUM from 3 replicas, else LOCAL_ONE
 * @param writeConsistency level of writes; empty for the same rule
 * @param tls how to talk TLS
 * @param connectTimeout time to open one connection; default 5 s
 * @param requestTimeout deadline of a call for which the caller gives none; default 10 s
 * @param schemaTimeout deadline of creating the schema; default 60 s
 * @param startTimeout time to wait for a first connection at start; default 30 s
 */
public record CassandraConf(
    List<HostPort> servers,
    int replicas,
    String keyspace,
    Optional<String> user,
    Optional<Secret> password,
    Optional<String> localDatacenter,
    Optional<ConsistencyLevel> readConsistency,
    Optional<ConsistencyLevel> writeConsistency,
    TlsConf tls,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration schemaTimeout,
    Duration startTimeout) {
  /** Copies the servers. */
  public CassandraConf {
    servers = List.copyOf(servers);
    Objects.requireNonNull(keyspace, "keyspace");
    Objects.requireNonNull(tls, "tls");
  }
}
