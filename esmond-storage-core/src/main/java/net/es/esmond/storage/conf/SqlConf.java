package net.es.esmond.storage.conf;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The {@code sql_db_*} keys.
 *
 * @param servers PostgreSQL servers, at least one, none twice; default {@code localhost:5432}
 * @param database database; default {@code esmond}
 * @param user user; default {@code esmond}
 * @param password password; empty for none
 * @param tls how to talk TLS
 * @param poolSize connections in the pool, 1 to 1000; default 10
 * @param connectTimeout time to open one connection; default 5 s
 * @param socketTimeout time to wait for a server's answer on a connection; default 30 s
 * @param requestTimeout deadline of a call for which the caller gives none; default 30 s
 * @param startTimeout time to wait for a first connection at start; default 30 s
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
    Duration startTimeout) {
  /** Copies the servers. */
  public SqlConf {
    servers = List.copyOf(servers);
    Objects.requireNonNull(database, "database");
  }
}
