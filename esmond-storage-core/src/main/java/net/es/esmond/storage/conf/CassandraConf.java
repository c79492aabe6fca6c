package net.es.esmond.storage.conf;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import net.es.esmond.storage.ConsistencyLevel;

/**
 * The {@code cassandra_*} keys.
 *
 * @param servers contact points, at least one, none twice
 * @param replicas replicas wanted in the local datacenter, 1 or more; default 1
 * @param keyspace keyspace, 1 to 48 letters, digits or {@code _}, not one of Cassandra's own and
 *     not {@code esmond_control}; default {@code esmond}
 * @param user user; empty for none
 * @param password password; there if and only if the user is
 * @param localDatacenter datacenter to work in; empty to infer it
 * @param readConsistency level of reads; empty for LOCAL_QUORUM from 3 replicas, else LOCAL_ONE
 * @param writeConsistency level of writes; empty for the same rule
 * @param tls how to talk TLS
 * @param connectTimeout time to open one connection; default 5 s
 * @param requestTimeout deadline of a call for which the caller gives none; default 10 s
 * @param schemaTimeout deadline of creating the schema; default 60 s
 * @param startTimeout time to wait for a first connection at start; default 30 s
 * @param maxInFlight requests in flight at most, further ones wait, 1 to 100,000; default 1024
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
    Duration startTimeout,
    int maxInFlight) {
  private static final Pattern KEYSPACE = Pattern.compile("[A-Za-z0-9_]{1,48}");
  private static final Pattern RESERVED = Pattern.compile("(?i)system(_.*)?|esmond_control");

  /**
   * Checks every rule above.
   *
   * @throws net.es.esmond.storage.error.InvalidInputException naming each key that breaks its rule
   */
  public CassandraConf {
    servers = List.copyOf(servers);
    Objects.requireNonNull(tls, "tls");
    Rules rules = new Rules();
    rules.servers(ConfKey.CASSANDRA_SERVERS, servers);
    rules.range(ConfKey.CASSANDRA_REPLICAS, replicas, 1, Integer.MAX_VALUE);
    rules.check(
        ConfKey.CASSANDRA_KEYSPACE,
        keyspace,
        KEYSPACE.matcher(keyspace).matches() && !RESERVED.matcher(keyspace).matches());
    rules.text(ConfKey.CASSANDRA_USER, user);
    rules.text(ConfKey.CASSANDRA_LOCAL_DATACENTER, localDatacenter);
    rules.together(ConfKey.CASSANDRA_PASS, password.isPresent(), ConfKey.CASSANDRA_USER, user);
    rules.timeout(ConfKey.CASSANDRA_CONNECT_TIMEOUT, connectTimeout);
    rules.timeout(ConfKey.CASSANDRA_REQUEST_TIMEOUT, requestTimeout);
    rules.timeout(ConfKey.CASSANDRA_SCHEMA_TIMEOUT, schemaTimeout);
    rules.timeout(ConfKey.CASSANDRA_START_TIMEOUT, startTimeout);
    rules.range(ConfKey.CASSANDRA_MAX_IN_FLIGHT, maxInFlight, 1, 100_000);
    rules.done();
  }

  /**
   * Starts from the defaults.
   *
   * @return a builder that lacks only the servers
   */
  public static CassandraConfBuilder builder() {
    return new CassandraConfBuilder();
  }

  /**
   * Starts from this configuration.
   *
   * @return a builder with these values
   */
  public CassandraConfBuilder toBuilder() {
    return new CassandraConfBuilder(this);
  }
}
