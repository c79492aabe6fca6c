package net.es.esmond.storage.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.es.esmond.storage.ConsistencyLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfKeyTest {
  private static final EsmondConf DEFAULTS = conf(Map.of());

  @Test
  void defaultsAreAsDocumented() {
    CassandraConf cassandra = DEFAULTS.cassandra();
    assertThat(cassandra)
        .isEqualTo(
            new CassandraConf(
                cassandra.servers(),
                1,
                "esmond",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                TlsConf.off(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                1024));
    assertThat(DEFAULTS.sql())
        .hasToString(
            "SqlConf[servers=[localhost:5432], database=esmond, user=esmond, password=****, tls="
                + "TlsConf[enabled=false, trustStore=Optional.empty, "
                + "trustStorePassword=Optional.empty, keyStore=Optional.empty, "
                + "keyStorePassword=Optional.empty, hostnameVerification=true], poolSize=10, "
                + "connectTimeout=PT5S, socketTimeout=PT30S, requestTimeout=PT30S, "
                + "startTimeout=PT30S, readStandbys=false, touch=TouchConf[mode=BEHIND, "
                + "interval=PT1S, atMostEvery=PT1M, maxRows=500, journal=Optional.empty]]");
    assertThat(DEFAULTS.sql().password().reveal()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void settingAKeyToItsDocumentedDefaultChangesNothing(ConfKey key) {
    if (key.blankMeansDefault()) {
      assertThat(conf(Map.of(key, ""))).isEqualTo(DEFAULTS);
    }
    if (!key.defaultText().equals("none") && !key.defaultText().equals("required")) {
      assertThat(conf(Map.of(key, key.defaultText()))).isEqualTo(DEFAULTS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyKeySetsItsOwnValueAndNoOther(ConfKey key) {
    Mapping mapping = MAPPINGS.get(key);
    assertThat(mapping).as("a mapping for " + key).isNotNull();
    EsmondConf conf = conf(Map.of(key, mapping.text));
    assertThat(mapping.getter.apply(conf)).isEqualTo(mapping.expected);
    MAPPINGS.forEach(
        (other, its) -> {
          if (!family(other).equals(family(key))) {
            assertThat(its.getter.apply(conf))
                .as(other.key())
                .isEqualTo(its.getter.apply(DEFAULTS));
          }
        });
  }

  /** Servers and their port are seen in one place; a user and a password come together. */
  private static String family(ConfKey key) {
    return switch (key) {
      case CASSANDRA_PORT -> "cassandra_servers";
      case SQL_DB_PORT -> "sql_db_host";
      case CASSANDRA_PASS -> "cassandra_user";
      default -> key.key();
    };
  }

  @Test
  void everyKeyIsInTheDocumentedTable() throws IOException {
    String table =
        Arrays.stream(ConfKey.values())
            .map(
                key ->
                    "| `%s` | %s | %s | %s |"
                        .formatted(key.key(), key.defaultText(), key.rule(), key.description()))
            .collect(Collectors.joining("\n"));
    assertThat(Files.readString(Path.of("CONFIGURATION.md")))
        .contains("| --- |\n" + table + "\n\n");
  }

  /** What a text should do: where its value is seen, and what it should be there. */
  private record Mapping(String text, Function<EsmondConf, ?> getter, Object expected) {}

  private static final Map<ConfKey, Mapping> MAPPINGS = new LinkedHashMap<>();

  private static <T> void cassandra(
      ConfKey key, String text, Function<CassandraConf, T> getter, T expected) {
    MAPPINGS.put(key, new Mapping(text, conf -> getter.apply(conf.cassandra()), expected));
  }

  private static <T> void sql(ConfKey key, String text, Function<SqlConf, T> getter, T expected) {
    MAPPINGS.put(key, new Mapping(text, conf -> getter.apply(conf.sql()), expected));
  }

  private static void tls(String prefix, Function<EsmondConf, TlsConf> tls) {
    Map<String, Mapping> mappings =
        Map.of(
            "", new Mapping("on", c -> tls.apply(c).enabled(), true),
            "_TRUST_STORE",
                new Mapping(
                    "/t.p12", c -> tls.apply(c).trustStore(), Optional.of(Path.of("/t.p12"))),
            "_TRUST_STORE_PASSWORD",
                new Mapping("p1", c -> tls.apply(c).trustStorePassword(), secret("p1")),
            "_KEY_STORE",
                new Mapping("k.jks", c -> tls.apply(c).keyStore(), Optional.of(Path.of("k.jks"))),
            "_KEY_STORE_PASSWORD",
                new Mapping("p2", c -> tls.apply(c).keyStorePassword(), secret("p2")),
            "_HOSTNAME_VERIFICATION",
                new Mapping("No", c -> tls.apply(c).hostnameVerification(), false));
    mappings.forEach(
        (name, mapping) -> MAPPINGS.put(ConfKey.valueOf(prefix + "_TLS" + name), mapping));
  }

  private static Optional<Secret> secret(String text) {
    return Optional.of(new Secret(text));
  }

  static {
    cassandra(ConfKey.CASSANDRA_SERVERS, "a,B:1", c -> c.servers().toString(), "[a:9042, b:1]");
    cassandra(ConfKey.CASSANDRA_PORT, "7", c -> c.servers().toString(), "[h1:7]");
    cassandra(ConfKey.CASSANDRA_REPLICAS, "3", CassandraConf::replicas, 3);
    cassandra(ConfKey.CASSANDRA_KEYSPACE, "Ks_2", CassandraConf::keyspace, "Ks_2");
    cassandra(ConfKey.CASSANDRA_USER, "bob", CassandraConf::user, Optional.of("bob"));
    cassandra(ConfKey.CASSANDRA_PASS, "hunter2", CassandraConf::password, secret("hunter2"));
    cassandra(
        ConfKey.CASSANDRA_LOCAL_DATACENTER,
        "dc1",
        CassandraConf::localDatacenter,
        Optional.of("dc1"));
    cassandra(
        ConfKey.CASSANDRA_READ_CONSISTENCY,
        "quorum",
        CassandraConf::readConsistency,
        Optional.of(ConsistencyLevel.QUORUM));
    cassandra(
        ConfKey.CASSANDRA_WRITE_CONSISTENCY,
        "EACH_QUORUM",
        CassandraConf::writeConsistency,
        Optional.of(ConsistencyLevel.EACH_QUORUM));
    cassandra(
        ConfKey.CASSANDRA_CONNECT_TIMEOUT,
        "250ms",
        CassandraConf::connectTimeout,
        Duration.ofMillis(250));
    cassandra(
        ConfKey.CASSANDRA_REQUEST_TIMEOUT,
        "1 s",
        CassandraConf::requestTimeout,
        Duration.ofSeconds(1));
    cassandra(
        ConfKey.CASSANDRA_SCHEMA_TIMEOUT,
        "2 m",
        CassandraConf::schemaTimeout,
        Duration.ofMinutes(2));
    cassandra(
        ConfKey.CASSANDRA_START_TIMEOUT, "1h", CassandraConf::startTimeout, Duration.ofHours(1));
    cassandra(ConfKey.CASSANDRA_MAX_IN_FLIGHT, "8", CassandraConf::maxInFlight, 8);
    tls("CASSANDRA", conf -> conf.cassandra().tls());
    sql(
        ConfKey.SQL_DB_ENGINE,
        "django.db.backends.postgresql_psycopg2",
        s -> "PostgreSQL",
        "PostgreSQL");
    sql(ConfKey.SQL_DB_HOST, "pg1,pg2:1", s -> s.servers().toString(), "[pg1:5432, pg2:1]");
    sql(ConfKey.SQL_DB_PORT, "7", s -> s.servers().toString(), "[localhost:7]");
    sql(ConfKey.SQL_DB_NAME, "meta", SqlConf::database, "meta");
    sql(ConfKey.SQL_DB_USER, "bob", SqlConf::user, "bob");
    sql(ConfKey.SQL_DB_PASSWORD, "hunter2", SqlConf::password, new Secret("hunter2"));
    sql(ConfKey.SQL_DB_POOL_SIZE, "20", SqlConf::poolSize, 20);
    sql(ConfKey.SQL_DB_READ_STANDBYS, "yes", SqlConf::readStandbys, true);
    sql(ConfKey.SQL_DB_CONNECT_TIMEOUT, "1 s", SqlConf::connectTimeout, Duration.ofSeconds(1));
    sql(ConfKey.SQL_DB_SOCKET_TIMEOUT, "2 s", SqlConf::socketTimeout, Duration.ofSeconds(2));
    sql(ConfKey.SQL_DB_REQUEST_TIMEOUT, "3 s", SqlConf::requestTimeout, Duration.ofSeconds(3));
    sql(ConfKey.SQL_DB_START_TIMEOUT, "4 s", SqlConf::startTimeout, Duration.ofSeconds(4));
    sql(ConfKey.SQL_DB_TOUCH_MODE, "sync", s -> s.touch().mode(), TouchMode.SYNC);
    sql(ConfKey.SQL_DB_TOUCH_INTERVAL, "5 s", s -> s.touch().interval(), Duration.ofSeconds(5));
    sql(
        ConfKey.SQL_DB_TOUCH_AT_MOST_EVERY,
        "6 m",
        s -> s.touch().atMostEvery(),
        Duration.ofMinutes(6));
    sql(ConfKey.SQL_DB_TOUCH_MAX_ROWS, "7", s -> s.touch().maxRows(), 7);
    sql(
        ConfKey.SQL_DB_TOUCH_JOURNAL,
        "/var/lib/j",
        s -> s.touch().journal(),
        Optional.of(Path.of("/var/lib/j")));
    tls("SQL_DB", conf -> conf.sql().tls());
  }

  /** A configuration with these values; what must come with them is added. */
  private static EsmondConf conf(Map<ConfKey, String> values) {
    Map<String, String> text = new HashMap<>(Map.of("cassandra_servers", "h1"));
    values.forEach((key, value) -> text.put(key.key(), value));
    if (!text.getOrDefault("cassandra_user", "").isEmpty()) {
      text.put("cassandra_pass", "any");
    } else if (!text.getOrDefault("cassandra_pass", "").isEmpty()) {
      text.put("cassandra_user", "any");
    }
    return EsmondConf.of(text);
  }
}
