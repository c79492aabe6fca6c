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
import java.util.Objects;

/**
 * An SqlConf says how to reach the metadata: the {@code sql_db_*} keys. Immutable. Two
 * configurations are equal when all their values are.
 */
public final class SqlConf {
  private final ConfValues values;
  private final TlsConf tls;
  private final TouchConf touch;

  SqlConf(ConfValues values, TlsConf tls, TouchConf touch) {
    this.values = values.checked(List.of());
    this.tls = Objects.requireNonNull(tls, "tls");
    this.touch = Objects.requireNonNull(touch, "touch");
  }

  /** {@return a builder with the defaults, that lacks nothing} */
  public static SqlConfBuilder builder() {
    return new SqlConfBuilder(
        ConfKeys.SQL_DB.defaults(), TlsConf.off(), TouchConf.builder().build());
  }

  /** {@return a builder with these values} */
  public SqlConfBuilder toBuilder() {
    return new SqlConfBuilder(values, tls, touch);
  }

  /** {@return the PostgreSQL servers, at least one, none twice} */
  public List<HostPort> servers() {
    return values.get(SQL_DB_HOST);
  }

  /** {@return the database of the metadata} */
  public String database() {
    return values.get(SQL_DB_NAME);
  }

  /** {@return the user to log in as} */
  public String user() {
    return values.get(SQL_DB_USER);
  }

  /** {@return the password of the user} */
  public Secret password() {
    return values.get(SQL_DB_PASSWORD);
  }

  /** {@return how many connections the pool has} */
  public int poolSize() {
    return values.get(SQL_DB_POOL_SIZE);
  }

  /** {@return how long opening one connection may take} */
  public Duration connectTimeout() {
    return values.get(SQL_DB_CONNECT_TIMEOUT);
  }

  /** {@return how long a connection waits for a server's answer} */
  public Duration socketTimeout() {
    return values.get(SQL_DB_SOCKET_TIMEOUT);
  }

  /** {@return the deadline of a call for which the caller gives none} */
  public Duration requestTimeout() {
    return values.get(SQL_DB_REQUEST_TIMEOUT);
  }

  /** {@return how long a start waits for a first connection} */
  public Duration startTimeout() {
    return values.get(SQL_DB_START_TIMEOUT);
  }

  /**
   * {@return how long known records, API keys and addresses are still answered from memory while no
   * primary can be reached; zero for not at all}
   */
  public Duration staleIfError() {
    return values.get(SQL_DB_STALE_IF_ERROR);
  }

  /** {@return whether standbys, which may lag behind, may answer reads by key} */
  public boolean readStandbys() {
    return values.get(SQL_DB_READ_STANDBYS);
  }

  /** {@return how connections to PostgreSQL use TLS} */
  public TlsConf tls() {
    return tls;
  }

  /** {@return how {@code time_updated} follows the points} */
  public TouchConf touch() {
    return touch;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SqlConf conf
        && conf.values.equals(values)
        && conf.tls.equals(tls)
        && conf.touch.equals(touch);
  }

  @Override
  public int hashCode() {
    return Objects.hash(values, tls, touch);
  }

  /** Shows every value by the name of its key; passwords print as stars. */
  @Override
  public String toString() {
    return "SqlConf[" + values + ", tls=" + tls + ", touch=" + touch + "]";
  }
}
