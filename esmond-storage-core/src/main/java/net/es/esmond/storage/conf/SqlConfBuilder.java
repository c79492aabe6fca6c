package net.es.esmond.storage.conf;

import static net.es.esmond.storage.conf.ConfKeys.SQL_DB_CONNECT_TIMEOUT;
import static net.es.esmond.storage.conf.ConfKeys.SQL_DB_HOST;
import static net.es.esmond.storage.conf.ConfKeys.SQL_DB_NAME;
import static net.es.esmond.storage.conf.ConfKeys.SQL_DB_PASSWORD;
import static net.es.esmond.storage.conf.ConfKeys.SQL_DB_POOL_SIZE;
import static net.es.esmond.storage.conf.ConfKeys.SQL_DB_READ_STANDBYS;
import static net.es.esmond.storage.conf.ConfKeys.SQL_DB_REQUEST_TIMEOUT;
import static net.es.esmond.storage.conf.ConfKeys.SQL_DB_SOCKET_TIMEOUT;
import static net.es.esmond.storage.conf.ConfKeys.SQL_DB_STALE_IF_ERROR;
import static net.es.esmond.storage.conf.ConfKeys.SQL_DB_START_TIMEOUT;
import static net.es.esmond.storage.conf.ConfKeys.SQL_DB_USER;

import java.time.Duration;
import java.util.List;

/** Builds a {@link SqlConf}. Not thread-safe. */
public final class SqlConfBuilder {
  private ConfValues values;
  private TlsConf tls;
  private TouchConf touch;

  SqlConfBuilder(ConfValues values, TlsConf tls, TouchConf touch) {
    this.values = values;
    this.tls = tls;
    this.touch = touch;
  }

  /**
   * Sets the PostgreSQL servers, a primary and its standbys in any order. At least one, none twice;
   * default {@code localhost:5432}.
   */
  public SqlConfBuilder servers(List<HostPort> servers) {
    return set(SQL_DB_HOST, List.copyOf(servers));
  }

  /** Sets the database of the metadata. One line, not blank; default {@code esmond}. */
  public SqlConfBuilder database(String database) {
    return set(SQL_DB_NAME, database);
  }

  /** Sets the user to log in as. One line, not blank; default {@code esmond}. */
  public SqlConfBuilder user(String user) {
    return set(SQL_DB_USER, user);
  }

  /** Sets the password of the user. Default: an empty one. */
  public SqlConfBuilder password(Secret password) {
    return set(SQL_DB_PASSWORD, password);
  }

  /** Sets how many connections the pool has. 1 to 1000; default 10. */
  public SqlConfBuilder poolSize(int poolSize) {
    return set(SQL_DB_POOL_SIZE, poolSize);
  }

  /** Sets how long opening one connection may take. 1 ms to 24 h; default 5 s. */
  public SqlConfBuilder connectTimeout(Duration connectTimeout) {
    return set(SQL_DB_CONNECT_TIMEOUT, connectTimeout);
  }

  /** Sets how long a connection waits for a server's answer. 1 ms to 24 h; default 30 s. */
  public SqlConfBuilder socketTimeout(Duration socketTimeout) {
    return set(SQL_DB_SOCKET_TIMEOUT, socketTimeout);
  }

  /** Sets the deadline of a call for which the caller gives none. 1 ms to 24 h; default 30 s. */
  public SqlConfBuilder requestTimeout(Duration requestTimeout) {
    return set(SQL_DB_REQUEST_TIMEOUT, requestTimeout);
  }

  /** Sets how long a start waits for a first connection. 1 ms to 24 h; default 30 s. */
  public SqlConfBuilder startTimeout(Duration startTimeout) {
    return set(SQL_DB_START_TIMEOUT, startTimeout);
  }

  /**
   * Sets how long known records, API keys and addresses are still answered from memory while no
   * primary can be reached. The time is counted from when their usual age is over. 0 to 1 h;
   * default 5 m; 0 switches it off.
   */
  public SqlConfBuilder staleIfError(Duration staleIfError) {
    return set(SQL_DB_STALE_IF_ERROR, staleIfError);
  }

  /** Sets whether standbys, which may lag behind, may answer reads by key. Default no. */
  public SqlConfBuilder readStandbys(boolean readStandbys) {
    return set(SQL_DB_READ_STANDBYS, readStandbys);
  }

  /** Sets how connections to PostgreSQL use TLS. Default: not at all. */
  public SqlConfBuilder tls(TlsConf tls) {
    this.tls = tls;
    return this;
  }

  /**
   * Sets how {@code time_updated} follows the points. Default: that of {@link TouchConf#builder()}.
   */
  public SqlConfBuilder touch(TouchConf touch) {
    this.touch = touch;
    return this;
  }

  private <T> SqlConfBuilder set(ConfKey<T> key, T value) {
    values = values.with(key, value);
    return this;
  }

  /**
   * Checks the values.
   *
   * @return the configuration
   * @throws net.es.esmond.storage.error.InvalidInputException naming each key that breaks its rule
   */
  public SqlConf build() {
    return new SqlConf(values, tls, touch);
  }
}
