package net.es.esmond.storage.conf;

import static net.es.esmond.storage.conf.ConfText.bool;
import static net.es.esmond.storage.conf.ConfText.duration;
import static net.es.esmond.storage.conf.ConfText.engine;
import static net.es.esmond.storage.conf.ConfText.level;
import static net.es.esmond.storage.conf.ConfText.port;
import static net.es.esmond.storage.conf.ConfText.touchMode;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * The one table of keys: what CONFIGURATION.md tells, what errors say must hold, and where a value
 * goes. Ports stand before the servers that they complete.
 */
enum ConfKey {
  CASSANDRA_PORT(
      "9042",
      Rule.PORT,
      "Native port of the servers that name none, or name Thrift's 9160.",
      (draft, text) -> draft.cassandraPort = port(text)),
  CASSANDRA_SERVERS(
      Default.REQUIRED,
      Rule.SERVERS,
      "Where to look for the ring; any node that answers leads to the others.",
      (draft, text) -> draft.cassandraServers(text)),
  CASSANDRA_REPLICAS(
      "1",
      "a whole number, 1 or more",
      "Replicas of each point in the local datacenter.",
      (draft, text) -> draft.cassandra.replicas(Integer.parseInt(text))),
  CASSANDRA_KEYSPACE(
      "esmond",
      "1 to 48 letters, digits or _, no keyspace of Cassandra's own and not esmond_control",
      "Keyspace of the measurements.",
      (draft, text) -> draft.cassandra.keyspace(text)),
  CASSANDRA_USER(
      Default.NONE,
      Rule.TEXT,
      "User; goes with a password.",
      (draft, text) -> draft.cassandra.user(text)),
  CASSANDRA_PASS(
      Default.NONE,
      Rule.PASSWORD,
      "Password; goes with a user.",
      (draft, text) -> draft.cassandra.password(new Secret(text))),
  CASSANDRA_LOCAL_DATACENTER(
      Default.NONE,
      Rule.TEXT,
      "Datacenter to work in; inferred from the servers when not set.",
      (draft, text) -> draft.cassandra.localDatacenter(text)),
  CASSANDRA_READ_CONSISTENCY(
      Default.NONE,
      Rule.CONSISTENCY,
      "Replicas that must answer a read; when not set, LOCAL_QUORUM from 3 replicas, else"
          + " LOCAL_ONE.",
      (draft, text) -> draft.cassandra.readConsistency(level(text))),
  CASSANDRA_WRITE_CONSISTENCY(
      Default.NONE,
      Rule.CONSISTENCY,
      "Replicas that must take a write; when not set, by the same rule.",
      (draft, text) -> draft.cassandra.writeConsistency(level(text))),
  CASSANDRA_TLS(
      "no",
      Rule.BOOLEAN,
      "Whether connections to Cassandra use TLS.",
      (draft, text) -> draft.cassandraTls.enabled(bool(text))),
  CASSANDRA_TLS_TRUST_STORE(
      Default.NONE,
      Rule.STORE_FILE,
      "Authorities whose certificates are trusted; the JVM's when not set.",
      (draft, text) -> draft.cassandraTls.trustStore(Path.of(text))),
  CASSANDRA_TLS_TRUST_STORE_PASSWORD(
      Default.NONE,
      Rule.PASSWORD,
      "Password of the trust store.",
      (draft, text) -> draft.cassandraTls.trustStorePassword(new Secret(text))),
  CASSANDRA_TLS_KEY_STORE(
      Default.NONE,
      Rule.STORE_FILE,
      "This client's certificate and key.",
      (draft, text) -> draft.cassandraTls.keyStore(Path.of(text))),
  CASSANDRA_TLS_KEY_STORE_PASSWORD(
      Default.NONE,
      Rule.PASSWORD,
      "Password of the key store and of its key.",
      (draft, text) -> draft.cassandraTls.keyStorePassword(new Secret(text))),
  CASSANDRA_TLS_HOSTNAME_VERIFICATION(
      "yes",
      Rule.BOOLEAN,
      "Whether a server's certificate must name the host that was asked for.",
      (draft, text) -> draft.cassandraTls.hostnameVerification(bool(text))),
  CASSANDRA_CONNECT_TIMEOUT(
      "5 s",
      Rule.TIMEOUT,
      "Time to open one connection.",
      (draft, text) -> draft.cassandra.connectTimeout(duration(text))),
  CASSANDRA_REQUEST_TIMEOUT(
      "10 s",
      Rule.TIMEOUT,
      "Deadline of a call for which the caller gives none.",
      (draft, text) -> draft.cassandra.requestTimeout(duration(text))),
  CASSANDRA_SCHEMA_TIMEOUT(
      "60 s",
      Rule.TIMEOUT,
      "Deadline of creating keyspaces and tables.",
      (draft, text) -> draft.cassandra.schemaTimeout(duration(text))),
  CASSANDRA_START_TIMEOUT(
      "30 s",
      Rule.TIMEOUT,
      "Time to wait at start for a first connection.",
      (draft, text) -> draft.cassandra.startTimeout(duration(text))),
  CASSANDRA_MAX_IN_FLIGHT(
      "1024",
      "a whole number, 1 to 100000",
      "Requests in flight at most; further ones wait.",
      (draft, text) -> draft.cassandra.maxInFlight(Integer.parseInt(text))),
  SQL_DB_ENGINE(
      Default.NONE,
      "Django's name of a PostgreSQL engine",
      "Accepted for esmond's sake; the engine is always PostgreSQL.",
      (draft, text) -> engine(text)),
  SQL_DB_PORT(
      "5432",
      Rule.PORT,
      "Port of the servers that name none.",
      (draft, text) -> draft.sqlPort(port(text))),
  SQL_DB_HOST(
      "localhost",
      Rule.SERVERS,
      "PostgreSQL servers, a primary and its standbys in any order.",
      (draft, text) -> draft.sqlServers(text)),
  SQL_DB_NAME(
      "esmond", Rule.TEXT, "Database of the metadata.", (draft, text) -> draft.sql.database(text)),
  SQL_DB_USER("esmond", Rule.TEXT, "User.", (draft, text) -> draft.sql.user(text)),
  SQL_DB_PASSWORD(
      Default.NONE,
      Rule.PASSWORD,
      "Password.",
      (draft, text) -> draft.sql.password(new Secret(text))),
  SQL_DB_TLS(
      "no",
      Rule.BOOLEAN,
      "Whether connections to PostgreSQL use TLS.",
      (draft, text) -> draft.sqlTls.enabled(bool(text))),
  SQL_DB_TLS_TRUST_STORE(
      Default.NONE,
      Rule.STORE_FILE,
      "Authorities whose certificates are trusted; the JVM's when not set.",
      (draft, text) -> draft.sqlTls.trustStore(Path.of(text))),
  SQL_DB_TLS_TRUST_STORE_PASSWORD(
      Default.NONE,
      Rule.PASSWORD,
      "Password of the trust store.",
      (draft, text) -> draft.sqlTls.trustStorePassword(new Secret(text))),
  SQL_DB_TLS_KEY_STORE(
      Default.NONE,
      Rule.STORE_FILE,
      "This client's certificate and key.",
      (draft, text) -> draft.sqlTls.keyStore(Path.of(text))),
  SQL_DB_TLS_KEY_STORE_PASSWORD(
      Default.NONE,
      Rule.PASSWORD,
      "Password of the key store and of its key.",
      (draft, text) -> draft.sqlTls.keyStorePassword(new Secret(text))),
  SQL_DB_TLS_HOSTNAME_VERIFICATION(
      "yes",
      Rule.BOOLEAN,
      "Whether a server's certificate must name the host that was asked for.",
      (draft, text) -> draft.sqlTls.hostnameVerification(bool(text))),
  SQL_DB_POOL_SIZE(
      "10",
      "a whole number, 1 to 1000",
      "Connections in the pool.",
      (draft, text) -> draft.sql.poolSize(Integer.parseInt(text))),
  SQL_DB_READ_STANDBYS(
      "no",
      Rule.BOOLEAN,
      "Whether reads by key may be answered by standbys, which may lag behind.",
      (draft, text) -> draft.sql.readStandbys(bool(text))),
  SQL_DB_CONNECT_TIMEOUT(
      "5 s",
      Rule.TIMEOUT,
      "Time to open one connection.",
      (draft, text) -> draft.sql.connectTimeout(duration(text))),
  SQL_DB_SOCKET_TIMEOUT(
      "30 s",
      Rule.TIMEOUT,
      "Time to wait for a server's answer on a connection.",
      (draft, text) -> draft.sql.socketTimeout(duration(text))),
  SQL_DB_REQUEST_TIMEOUT(
      "30 s",
      Rule.TIMEOUT,
      "Deadline of a call for which the caller gives none.",
      (draft, text) -> draft.sql.requestTimeout(duration(text))),
  SQL_DB_START_TIMEOUT(
      "30 s",
      Rule.TIMEOUT,
      "Time to wait at start for a first connection.",
      (draft, text) -> draft.sql.startTimeout(duration(text))),
  SQL_DB_TOUCH_MODE(
      "BEHIND",
      "BEHIND, SYNC or AT_MOST_EVERY",
      "When time_updated follows a point: merged with others soon after it, before it is"
          + " acknowledged, or no more often than sql_db_touch_at_most_every.",
      (draft, text) -> draft.touch.mode(touchMode(text))),
  SQL_DB_TOUCH_INTERVAL(
      "1 s",
      Rule.TIMEOUT,
      "Time between two flushes of such updates, unless many of them wait.",
      (draft, text) -> draft.touch.interval(duration(text))),
  SQL_DB_TOUCH_AT_MOST_EVERY(
      "1 m",
      Rule.TIMEOUT,
      "In mode AT_MOST_EVERY, time between two updates of one event type.",
      (draft, text) -> draft.touch.atMostEvery(duration(text))),
  SQL_DB_TOUCH_MAX_ROWS(
      "500",
      "a whole number, 1 to 10000",
      "Rows that one statement updates at most.",
      (draft, text) -> draft.touch.maxRows(Integer.parseInt(text))),
  SQL_DB_TOUCH_JOURNAL(
      Default.NONE,
      "the path of a folder",
      "Folder of this process alone that keeps such updates through a crash; without one, those of"
          + " the last interval may be lost.",
      (draft, text) -> draft.touch.journal(Path.of(text)));

  private final String defaultText;
  private final String rule;
  private final String description;
  private final BiConsumer<ConfDraft, String> setter;

  ConfKey(
      String defaultText, String rule, String description, BiConsumer<ConfDraft, String> setter) {
    this.defaultText = defaultText;
    this.rule = rule;
    this.description = description;
    this.setter = setter;
  }

  /** The key as files have it. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static ConfKey of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }

  String defaultText() {
    return defaultText;
  }

  /** Goes on after "must be". */
  String rule() {
    return rule;
  }

  String description() {
    return description;
  }

  boolean secret() {
    return rule.equals(Rule.PASSWORD);
  }

  /** Whether a blank value means the default: as esmond's packaged file and Django have it. */
  boolean blankMeansDefault() {
    return defaultText.equals(Default.NONE) || this == SQL_DB_HOST || this == SQL_DB_PORT;
  }

  /** Whether the value may go on in indented lines. */
  boolean list() {
    return rule.equals(Rule.SERVERS);
  }

  /**
   * Puts a value where it belongs.
   *
   * @throws IllegalArgumentException when the text is not of the key's form
   * @throws net.es.esmond.storage.error.InvalidInputException when a part of the text is not
   */
  void set(ConfDraft draft, String text) {
    setter.accept(draft, text);
  }

  /** Defaults that are no values. */
  private static final class Default {
    static final String NONE = "none";
    static final String REQUIRED = "required";
  }

  /** Rules that several keys share. */
  private static final class Rule {
    static final String BOOLEAN = "yes, true, on, 1, or no, false, off, 0";
    static final String CONSISTENCY =
        "ONE, TWO, THREE, QUORUM, ALL, LOCAL_ONE, LOCAL_QUORUM or EACH_QUORUM";
    static final String PASSWORD = "a password, on one line";
    static final String PORT = "a port, 1 to 65535";
    static final String SERVERS =
        "a comma-separated list of host, host:port or [IPv6 address]:port, none twice";
    static final String STORE_FILE = "the path of a PKCS#12 or JKS file";
    static final String TEXT = "text on one line";
    static final String TIMEOUT = "a time from 1 ms to 24 h, such as 500 ms, 10 s, 2 m or 1 h";
  }
}
