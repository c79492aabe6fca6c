package net.es.esmond.storage.conf;

import static net.es.esmond.storage.conf.ConfForm.BOOLEAN;
import static net.es.esmond.storage.conf.ConfForm.CONSISTENCY;
import static net.es.esmond.storage.conf.ConfForm.FOLDER;
import static net.es.esmond.storage.conf.ConfForm.GRACE;
import static net.es.esmond.storage.conf.ConfForm.PASSWORD;
import static net.es.esmond.storage.conf.ConfForm.PORT;
import static net.es.esmond.storage.conf.ConfForm.STORE_FILE;
import static net.es.esmond.storage.conf.ConfForm.TEXT;
import static net.es.esmond.storage.conf.ConfForm.TIMEOUT;
import static net.es.esmond.storage.conf.ConfForm.servers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.es.esmond.storage.cluster.ConsistencyLevel;

/**
 * The one table of keys. It serves files, builders, defaults, error messages and CONFIGURATION.md.
 * A port stands before the servers that it completes.
 */
final class ConfKeys {
  static final ConfSection CASSANDRA = new ConfSection("cassandra");

  static final ConfKey<Integer> CASSANDRA_PORT =
      CASSANDRA.key(
          "port",
          PORT,
          "9042",
          "Native port of the servers that name none, or name Thrift's 9160.");
  static final ConfKey<List<HostPort>> CASSANDRA_SERVERS =
      CASSANDRA.optional(
          "servers",
          servers(CASSANDRA_PORT),
          "Nodes to connect to first; any node that answers leads to the others. Needed to open"
              + " measurements.");
  static final ConfKey<Integer> CASSANDRA_REPLICAS =
      CASSANDRA.key(
          "replicas",
          ConfForm.whole("a whole number, 1 or more", 1, Integer.MAX_VALUE),
          "1",
          "Replicas of each point in the local datacenter.");
  static final ConfKey<String> CASSANDRA_KEYSPACE =
      CASSANDRA.key(
          "keyspace",
          ConfForm.text(
              "1 to 48 letters, digits or _, no keyspace of Cassandra's own and not esmond_control",
              name ->
                  name.matches("[A-Za-z0-9_]{1,48}")
                      && !name.matches("(?i)system(_.*)?|esmond_control")),
          "esmond",
          "Keyspace of the measurements.");
  static final ConfKey<String> CASSANDRA_USER =
      CASSANDRA.optional("user", TEXT, "User to log in as; needs a password.");
  static final ConfKey<Secret> CASSANDRA_PASS =
      CASSANDRA.optional("pass", PASSWORD, "Password of the user; needs a user.");
  static final ConfKey<String> CASSANDRA_LOCAL_DATACENTER =
      CASSANDRA.optional(
          "local_datacenter",
          TEXT,
          "Datacenter to work in; inferred from the servers when not set.");
  static final ConfKey<List<String>> CASSANDRA_REMOTE_DATACENTERS =
      CASSANDRA.optional(
          "remote_datacenters",
          ConfForm.NAMES,
          "Datacenters that serve while the local one cannot, the first that can; none when not"
              + " set.");
  static final ConfKey<ConsistencyLevel> CASSANDRA_READ_CONSISTENCY =
      CASSANDRA.optional(
          "read_consistency",
          CONSISTENCY,
          "Replicas that must answer a read; when not set, LOCAL_QUORUM from 3 replicas, else"
              + " LOCAL_ONE. The larger of cassandra_replicas and the keyspace's own count decides.");
  static final ConfKey<ConsistencyLevel> CASSANDRA_WRITE_CONSISTENCY =
      CASSANDRA.optional(
          "write_consistency",
          CONSISTENCY,
          "Replicas that must take a write; when not set, by the same rule. The same in all"
              + " instances; a full repair follows when it is raised.");
  static final ConfKey<Duration> CASSANDRA_CONNECT_TIMEOUT =
      CASSANDRA.key("connect_timeout", TIMEOUT, "5 s", "Time to open one connection.");
  static final ConfKey<Duration> CASSANDRA_REQUEST_TIMEOUT =
      CASSANDRA.key(
          "request_timeout",
          TIMEOUT,
          "10 s",
          "Deadline of a call for which the caller gives none.");
  static final ConfKey<Duration> CASSANDRA_SCHEMA_TIMEOUT =
      CASSANDRA.key(
          "schema_timeout", TIMEOUT, "60 s", "Deadline of creating keyspaces and tables.");
  static final ConfKey<Duration> CASSANDRA_START_TIMEOUT =
      CASSANDRA.key(
          "start_timeout", TIMEOUT, "30 s", "Time to wait at start for a first connection.");
  static final ConfKey<Integer> CASSANDRA_MAX_IN_FLIGHT =
      CASSANDRA.key(
          "max_in_flight",
          ConfForm.whole("a whole number, 1 to 100000", 1, 100_000),
          "1024",
          "Requests in flight at most; further ones wait.");

  /** The keys of a {@link TlsConf}, which both stores have. */
  static final ConfSection TLS = new ConfSection("tls");

  static final ConfKey<Boolean> TLS_ENABLED =
      TLS.key("", BOOLEAN, "no", "Whether connections use TLS.");
  static final ConfKey<Path> TLS_TRUST_STORE =
      TLS.optional(
          "trust_store",
          STORE_FILE,
          "Authorities whose certificates are trusted; the JVM's when not set.");
  static final ConfKey<Secret> TLS_TRUST_STORE_PASSWORD =
      TLS.optional("trust_store_password", PASSWORD, "Password of the trust store.");
  static final ConfKey<Path> TLS_KEY_STORE =
      TLS.optional("key_store", STORE_FILE, "This client's certificate and key.");
  static final ConfKey<Secret> TLS_KEY_STORE_PASSWORD =
      TLS.optional("key_store_password", PASSWORD, "Password of the key store and of its key.");
  static final ConfKey<Boolean> TLS_HOSTNAME_VERIFICATION =
      TLS.key(
          "hostname_verification",
          BOOLEAN,
          "yes",
          "Whether a server's certificate must name the host that was asked for.");

  static final ConfSection SQL_DB = new ConfSection("sql_db");

  static final ConfKey<String> SQL_DB_ENGINE =
      SQL_DB.optional(
          "engine",
          ConfForm.text(
              "Django's name of a PostgreSQL engine",
              name -> name.toLowerCase(Locale.ROOT).contains("postgres")),
          "Accepted for esmond's sake; the engine is always PostgreSQL.");
  static final ConfKey<Integer> SQL_DB_PORT =
      SQL_DB.key("port", PORT, "5432", "Port of the servers that name none.");
  static final ConfKey<List<HostPort>> SQL_DB_HOST =
      SQL_DB.key(
          "host",
          servers(SQL_DB_PORT),
          "localhost",
          "PostgreSQL servers, a primary and its standbys in any order.");
  static final ConfKey<String> SQL_DB_NAME =
      SQL_DB.key("name", TEXT, "esmond", "Database of the metadata.");
  static final ConfKey<String> SQL_DB_USER =
      SQL_DB.key("user", TEXT, "esmond", "User to log in as.");
  static final ConfKey<Secret> SQL_DB_PASSWORD =
      SQL_DB.key("password", PASSWORD, "", "Password of the user.");
  static final ConfKey<Integer> SQL_DB_POOL_SIZE =
      SQL_DB.key(
          "pool_size",
          ConfForm.whole("a whole number, 1 to 1000", 1, 1000),
          "10",
          "Connections in the pool.");
  static final ConfKey<Boolean> SQL_DB_READ_STANDBYS =
      SQL_DB.key(
          "read_standbys",
          BOOLEAN,
          "no",
          "Whether reads by key may be answered by standbys, which may lag behind.");
  static final ConfKey<Duration> SQL_DB_CONNECT_TIMEOUT =
      SQL_DB.key("connect_timeout", TIMEOUT, "5 s", "Time to open one connection.");
  static final ConfKey<Duration> SQL_DB_SOCKET_TIMEOUT =
      SQL_DB.key(
          "socket_timeout", TIMEOUT, "30 s", "Time to wait for a server's answer on a connection.");
  static final ConfKey<Duration> SQL_DB_REQUEST_TIMEOUT =
      SQL_DB.key(
          "request_timeout",
          TIMEOUT,
          "30 s",
          "Deadline of a call for which the caller gives none.");
  static final ConfKey<Duration> SQL_DB_START_TIMEOUT =
      SQL_DB.key("start_timeout", TIMEOUT, "30 s", "Time to wait at start for a first connection.");
  static final ConfKey<Duration> SQL_DB_STALE_IF_ERROR =
      SQL_DB.key(
          "stale_if_error",
          GRACE,
          "5 m",
          "Time for which known records, API keys and addresses are still answered from memory while"
              + " no primary can be reached; 0 for none.");

  static final ConfSection TOUCH = new ConfSection("sql_db_touch");

  static final ConfKey<TouchMode> TOUCH_MODE =
      TOUCH.key(
          "mode",
          ConfForm.of(
              "WRITE_BEHIND, SYNC or AT_MOST_EVERY",
              text -> TouchMode.valueOf(text.toUpperCase(Locale.ROOT)),
              any -> true),
          "WRITE_BEHIND",
          "When time_updated follows a point: merged with others soon after it, before it is"
              + " acknowledged, or no more often than sql_db_touch_at_most_every.");
  static final ConfKey<Duration> TOUCH_INTERVAL =
      TOUCH.key(
          "interval",
          TIMEOUT,
          "1 s",
          "Time between two flushes of such updates, unless many of them wait.");
  static final ConfKey<Duration> TOUCH_AT_MOST_EVERY =
      TOUCH.key(
          "at_most_every",
          TIMEOUT,
          "1 m",
          "In mode AT_MOST_EVERY, time between two updates of one event type.");
  static final ConfKey<Integer> TOUCH_MAX_ROWS =
      TOUCH.key(
          "max_rows",
          ConfForm.whole("a whole number, 1 to 10000", 1, 10_000),
          "500",
          "Rows that one statement updates at most.");
  static final ConfKey<Path> TOUCH_JOURNAL =
      TOUCH.optional(
          "journal",
          FOLDER,
          "Folder of this process alone that keeps such updates through a crash; without one, the"
              + " updates of the last interval may be lost.");

  static final ConfSection CASSANDRA_TLS = TLS.under("cassandra_tls");
  static final ConfSection SQL_DB_TLS = TLS.under("sql_db_tls");

  /** Keys that complete the values of others while a file is read, and are no values themselves. */
  static final Set<ConfKey<?>> ONLY_IN_FILES = Set.of(CASSANDRA_PORT, SQL_DB_PORT, SQL_DB_ENGINE);

  /** The keys by their names in files, in the order of CONFIGURATION.md. */
  static final Map<String, ConfKey<?>> IN_FILES = new LinkedHashMap<>();

  static {
    for (ConfSection section : List.of(CASSANDRA, CASSANDRA_TLS, SQL_DB, SQL_DB_TLS, TOUCH)) {
      section.keys().forEach(key -> IN_FILES.put(section.nameOf(key), key));
    }
  }

  private ConfKeys() {}

  static ConfKey<?> named(String name) {
    return Objects.requireNonNull(IN_FILES.get(name), name);
  }

  /**
   * Returns whether a blank value means the default, as in esmond's packaged file and in Django. A
   * blank list of Cassandra's servers is a mistake.
   */
  static boolean blankMeansDefault(ConfKey<?> key) {
    return key != CASSANDRA_SERVERS
        && (key.defaultText.equals("none") || key == SQL_DB_HOST || key == SQL_DB_PORT);
  }
}
