package net.es.esmond.storage.conf;

import java.time.Duration;
import java.util.List;

/**
 * Builds a {@link SqlConf}, whose documentation tells each value's rule and default. Not
 * thread-safe.
 */
public final class SqlConfBuilder {
  private List<HostPort> servers = List.of(new HostPort("localhost", 5432));
  private String database = "esmond";
  private String user = "esmond";
  private Secret password = new Secret("");
  private TlsConf tls = TlsConf.off();
  private int poolSize = 10;
  private Duration connectTimeout = Duration.ofSeconds(5);
  private Duration socketTimeout = Duration.ofSeconds(30);
  private Duration requestTimeout = Duration.ofSeconds(30);
  private Duration startTimeout = Duration.ofSeconds(30);
  private boolean readStandbys;
  private TouchConf touch = TouchConf.builder().build();

  SqlConfBuilder() {}

  SqlConfBuilder(SqlConf conf) {
    servers = conf.servers();
    database = conf.database();
    user = conf.user();
    password = conf.password();
    tls = conf.tls();
    poolSize = conf.poolSize();
    connectTimeout = conf.connectTimeout();
    socketTimeout = conf.socketTimeout();
    requestTimeout = conf.requestTimeout();
    startTimeout = conf.startTimeout();
    readStandbys = conf.readStandbys();
    touch = conf.touch();
  }

  public SqlConfBuilder servers(List<HostPort> servers) {
    this.servers = List.copyOf(servers);
    return this;
  }

  public SqlConfBuilder database(String database) {
    this.database = database;
    return this;
  }

  public SqlConfBuilder user(String user) {
    this.user = user;
    return this;
  }

  public SqlConfBuilder password(Secret password) {
    this.password = password;
    return this;
  }

  public SqlConfBuilder tls(TlsConf tls) {
    this.tls = tls;
    return this;
  }

  public SqlConfBuilder poolSize(int poolSize) {
    this.poolSize = poolSize;
    return this;
  }

  public SqlConfBuilder connectTimeout(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
    return this;
  }

  public SqlConfBuilder socketTimeout(Duration socketTimeout) {
    this.socketTimeout = socketTimeout;
    return this;
  }

  public SqlConfBuilder requestTimeout(Duration requestTimeout) {
    this.requestTimeout = requestTimeout;
    return this;
  }

  public SqlConfBuilder startTimeout(Duration startTimeout) {
    this.startTimeout = startTimeout;
    return this;
  }

  public SqlConfBuilder readStandbys(boolean readStandbys) {
    this.readStandbys = readStandbys;
    return this;
  }

  public SqlConfBuilder touch(TouchConf touch) {
    this.touch = touch;
    return this;
  }

  /**
   * Checks the values.
   *
   * @return the configuration
   * @throws net.es.esmond.storage.error.InvalidInputException naming each key that breaks its rule
   */
  public SqlConf build() {
    return new SqlConf(
        servers,
        database,
        user,
        password,
        tls,
        poolSize,
        connectTimeout,
        socketTimeout,
        requestTimeout,
        startTimeout,
        readStandbys,
        touch);
  }
}
