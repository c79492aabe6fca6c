package net.es.esmond.storage.conf;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.ConsistencyLevel;

/**
 * Builds a {@link CassandraConf}, whose documentation tells each value's rule and default. Not
 * thread-safe.
 */
public final class CassandraConfBuilder {
  private List<HostPort> servers = List.of();
  private int replicas = 1;
  private String keyspace = "esmond";
  private Optional<String> user = Optional.empty();
  private Optional<Secret> password = Optional.empty();
  private Optional<String> localDatacenter = Optional.empty();
  private Optional<ConsistencyLevel> readConsistency = Optional.empty();
  private Optional<ConsistencyLevel> writeConsistency = Optional.empty();
  private TlsConf tls = TlsConf.off();
  private Duration connectTimeout = Duration.ofSeconds(5);
  private Duration requestTimeout = Duration.ofSeconds(10);
  private Duration schemaTimeout = Duration.ofSeconds(60);
  private Duration startTimeout = Duration.ofSeconds(30);
  private int maxInFlight = 1024;

  CassandraConfBuilder() {}

  CassandraConfBuilder(CassandraConf conf) {
    servers = conf.servers();
    replicas = conf.replicas();
    keyspace = conf.keyspace();
    user = conf.user();
    password = conf.password();
    localDatacenter = conf.localDatacenter();
    readConsistency = conf.readConsistency();
    writeConsistency = conf.writeConsistency();
    tls = conf.tls();
    connectTimeout = conf.connectTimeout();
    requestTimeout = conf.requestTimeout();
    schemaTimeout = conf.schemaTimeout();
    startTimeout = conf.startTimeout();
    maxInFlight = conf.maxInFlight();
  }

  public CassandraConfBuilder servers(List<HostPort> servers) {
    this.servers = List.copyOf(servers);
    return this;
  }

  public CassandraConfBuilder replicas(int replicas) {
    this.replicas = replicas;
    return this;
  }

  public CassandraConfBuilder keyspace(String keyspace) {
    this.keyspace = keyspace;
    return this;
  }

  public CassandraConfBuilder user(String user) {
    this.user = Optional.of(user);
    return this;
  }

  public CassandraConfBuilder password(Secret password) {
    this.password = Optional.of(password);
    return this;
  }

  public CassandraConfBuilder localDatacenter(String localDatacenter) {
    this.localDatacenter = Optional.of(localDatacenter);
    return this;
  }

  public CassandraConfBuilder readConsistency(ConsistencyLevel readConsistency) {
    this.readConsistency = Optional.of(readConsistency);
    return this;
  }

  public CassandraConfBuilder writeConsistency(ConsistencyLevel writeConsistency) {
    this.writeConsistency = Optional.of(writeConsistency);
    return this;
  }

  public CassandraConfBuilder tls(TlsConf tls) {
    this.tls = tls;
    return this;
  }

  public CassandraConfBuilder connectTimeout(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
    return this;
  }

  public CassandraConfBuilder requestTimeout(Duration requestTimeout) {
    this.requestTimeout = requestTimeout;
    return this;
  }

  public CassandraConfBuilder schemaTimeout(Duration schemaTimeout) {
    this.schemaTimeout = schemaTimeout;
    return this;
  }

  public CassandraConfBuilder startTimeout(Duration startTimeout) {
    this.startTimeout = startTimeout;
    return this;
  }

  public CassandraConfBuilder maxInFlight(int maxInFlight) {
    this.maxInFlight = maxInFlight;
    return this;
  }

  /**
   * Checks the values.
   *
   * @return the configuration
   * @throws net.es.esmond.storage.error.InvalidInputException naming each key that breaks its rule
   */
  public CassandraConf build() {
    return new CassandraConf(
        servers,
        replicas,
        keyspace,
        user,
        password,
        localDatacenter,
        readConsistency,
        writeConsistency,
        tls,
        connectTimeout,
        requestTimeout,
        schemaTimeout,
        startTimeout,
        maxInFlight);
  }
}
