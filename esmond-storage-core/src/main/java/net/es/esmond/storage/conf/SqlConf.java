package net.es.esmond.storage.conf;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The {@code sql_db_*} keys.
 *
 * @param servers PostgreSQL servers, at least one, none twice; default {@code localhost:5432}
 * @param database database; default {@code esmond}
 * @param user user; default {@code esmond}
 * @param password password; default an empty one
 * @param tls how to talk TLS
 * @param poolSize connections in the pool, 1 to 1000; default 10
 * @param connectTimeout time to open one connection; default 5 s
 * @param socketTimeout time to wait for a server's answer on a connection; default 30 s
 * @param requestTimeout deadline of a call for which the caller gives none; default 30 s
 * @param startTimeout time to wait for a first connection at start; default 30 s
 * @param readStandbys whether reads by key may be answered by standbys, which may lag behind;
 *     default no
 * @param touch how {@code time_updated} follows the points
 */
public record SqlConf(
    List<HostPort> servers,
    String database,
    String user,
    Secret password,
    TlsConf tls,
    int poolSize,
    Duration connectTimeout,
    Duration socketTimeout,
    Duration requestTimeout,
    Duration startTimeout,
    boolean readStandbys,
    TouchConf touch) {
  /**
   * Checks every rule above.
   *
   * @throws net.es.esmond.storage.error.InvalidInputException naming each key that breaks its rule
   */
  public SqlConf {
    servers = List.copyOf(servers);
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(touch, "touch");
    Rules rules = new Rules();
    rules.servers(ConfKey.SQL_DB_HOST, servers);
    rules.text(ConfKey.SQL_DB_NAME, Optional.of(database));
    rules.text(ConfKey.SQL_DB_USER, Optional.of(user));
    rules.range(ConfKey.SQL_DB_POOL_SIZE, poolSize, 1, 1000);
    rules.timeout(ConfKey.SQL_DB_CONNECT_TIMEOUT, connectTimeout);
    rules.timeout(ConfKey.SQL_DB_SOCKET_TIMEOUT, socketTimeout);
    rules.timeout(ConfKey.SQL_DB_REQUEST_TIMEOUT, requestTimeout);
    rules.timeout(ConfKey.SQL_DB_START_TIMEOUT, startTimeout);
    rules.done();
  }

  /**
   * Starts from the defaults.
   *
   * @return a builder that lacks nothing
   */
  public static SqlConfBuilder builder() {
    return new SqlConfBuilder();
  }

  /**
   * Starts from this configuration.
   *
   * @return a builder with these values
   */
  public SqlConfBuilder toBuilder() {
    return new SqlConfBuilder(this);
  }
}
