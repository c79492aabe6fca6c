package net.es.esmond.storage.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator is told about each mistake. */
class BadConfTest {
  private static final String SERVERS_RULE =
      "a comma-separated list of host, host:port or [IPv6 address]:port, none twice";
  private static final String KEYSPACE_RULE =
      "1 to 48 letters, digits or _, no keyspace of Cassandra's own and not esmond_control";
  private static final String LEVEL_RULE =
      "ONE, TWO, THREE, QUORUM, ALL, LOCAL_ONE, LOCAL_QUORUM or EACH_QUORUM";
  private static final String TIMEOUT_RULE =
      "a time from 1 ms to 24 h, such as 500 ms, 10 s, 2 m or 1 h";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cassandra_replicas | 0 | a whole number, 1 or more",
        "cassandra_replicas | -1 | a whole number, 1 or more",
        "cassandra_replicas | 1.5 | a whole number, 1 or more",
        "cassandra_replicas | two | a whole number, 1 or more",
        "cassandra_replicas | 99999999999 | a whole number, 1 or more",
        "cassandra_replicas | `` | a whole number, 1 or more",
        "cassandra_port | 0 | a port, 1 to 65535",
        "sql_db_port | 70000 | a port, 1 to 65535",
        "sql_db_port | x | a port, 1 to 65535",
        "cassandra_keyspace | `` | " + KEYSPACE_RULE,
        "cassandra_keyspace | es-mond | " + KEYSPACE_RULE,
        "cassandra_keyspace | a2345678901234567890123456789012345678901234567890 | "
            + KEYSPACE_RULE,
        "cassandra_keyspace | System_Auth | " + KEYSPACE_RULE,
        "cassandra_keyspace | esmond_control | " + KEYSPACE_RULE,
        "cassandra_read_consistency | SERIAL | " + LEVEL_RULE,
        "cassandra_write_consistency | 2 | " + LEVEL_RULE,
        "cassandra_tls | maybe | yes, true, on, 1, or no, false, off, 0",
        "sql_db_tls_hostname_verification | `` | yes, true, on, 1, or no, false, off, 0",
        "cassandra_request_timeout | 10 | " + TIMEOUT_RULE,
        "cassandra_request_timeout | -1 s | " + TIMEOUT_RULE,
        "cassandra_start_timeout | 1.5 s | " + TIMEOUT_RULE,
        "sql_db_socket_timeout | 0 s | " + TIMEOUT_RULE,
        "sql_db_socket_timeout | 25 h | " + TIMEOUT_RULE,
        "cassandra_max_in_flight | 0 | a whole number, 1 to 100000",
        "sql_db_pool_size | 1001 | a whole number, 1 to 1000",
        "sql_db_name | `` | text on one line",
        "sql_db_user | `` | text on one line",
        "sql_db_engine | django.db.backends.mysql | Django's name of a PostgreSQL engine",
        "sql_db_host | pg1:0 | " + SERVERS_RULE
      })
  void value_that_breaks_its_rule_is_refused(String key, String value, String rule) {
    assertThat(message("cassandra_servers = h1", key + " = " + value))
        .isEqualTo(
            "esmond.conf: line 3: " + key + " must be " + rule + ", but was '" + value + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h1:70000",
        "h1:0",
        "h1:",
        "h1:x",
        ":9042",
        "h1 h2",
        "h1;h2",
        "[2001:db8::1",
        "[h1]:9042",
        "2001:db8::1::2",
        "[2001:db8::g]",
        "10.0.1.300",
        "10.0.1",
        "h\u00e9",
        "h1/9042",
        "-h"
      })
  void server_of_no_known_form_is_refused(String server) {
    assertThat(message("cassandra_servers = ok1:9042, " + server + " , ok2"))
        .isEqualTo(
            "esmond.conf: line 2: cassandra_servers must be "
                + SERVERS_RULE
                + ", but was '"
                + server
                + "'");
  }

  @Test
  void empty_place_in_the_list_of_servers_is_refused() {
    assertThat(message("cassandra_servers = h1,,h2")).endsWith(SERVERS_RULE + ", but was ''");
    assertThat(message("cassandra_servers = h1,")).endsWith(SERVERS_RULE + ", but was ''");
    assertThat(message("cassandra_servers =")).endsWith(SERVERS_RULE + ", but was ''");
    assertThat(message("cassandra_servers = ''")).endsWith(SERVERS_RULE + ", but was ''");
  }

  @Test
  void server_named_twice_is_refused() {
    assertThat(message("cassandra_servers = h1:9160, h2, H1"))
        .isEqualTo(
            "esmond.conf: line 2: cassandra_servers must name no server twice, but was 'h1:9042'");
    assertThat(message("cassandra_servers = h1", "sql_db_host = [2001:db8::1], 2001:DB8::1"))
        .isEqualTo(
            "esmond.conf: line 3: sql_db_host must name no server twice, but was "
                + "'[2001:db8::1]:5432'");
  }

  @Test
  void user_and_password_come_together() {
    assertThat(message("cassandra_servers = h1", "cassandra_user = bob", "cassandra_pass ="))
        .isEqualTo("esmond.conf: line 4: cassandra_pass must be set when cassandra_user is");
    assertThat(message("cassandra_servers = h1", "cassandra_pass = hunter2"))
        .isEqualTo("esmond.conf: cassandra_user must be set when cassandra_pass is");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "`cassandra_servers = h1` | line 1: must stand in a section, such as [main]",
        "`[other]` | must have [main]",
        "`[main]~hunter2` | line 2: must be a section, or a key, '=' and a value",
        "`[main]~a = 1~A = 2` | line 3: a must be there only once in [main]",
        "`[main]~[main]` | line 2: must have [main] only once",
        "`[main]~a = 50%` | line 2: a must have %% for each percent sign, or %(key)s to refer to"
            + " another key",
        "`[main]~a = %(b)s` | line 2: a must refer to keys that are there, and b is not",
        "`[main]~a = %(a)s` | line 2: a must need at most 10 references in a row"
      },
      quoteCharacter = '`')
  void malformed_file_is_refused(String text, String problem) {
    ConfException error =
        catchThrowableOfType(
            ConfException.class, () -> EsmondConf.parse(text.replace('~', '\n'), "esmond.conf"));
    assertThat(error).hasMessage("esmond.conf: " + problem);
    assertThat(error.code()).isEqualTo(ErrorCode.CONF_INVALID);
  }

  @Test
  void password_is_never_shown() {
    String[][] mistakes = {
      {"sql_db_password = hunter2%"},
      {"sql_db_password = %(hunter2)s"},
      {"sql_db_password = %(hunter2"},
      {"sql_db_password = a", "  hunter2"},
      {"sql_db_password hunter2"},
      {"sql_db_password hunter2:x = 1", "sql_db_password hunter2:x = 1"},
      {"sql_db_password = hunter2", "sql_db_password = hunter2"},
      {"sql_db_password = hunter2", "cassandra_replicas = %(sql_db_password)s"},
      {"sql_db_password = hunter2", "sql_db_port = %(sql_db_password)s"},
      {"sql_db_password = hunter2", "cassandra_servers = h1, %(sql_db_password)s:0"},
      {"cassandra_keyspace = esmond", "  sql_db_password = hunter2"},
      {"cassandra_servers = h1,", "  sql_db_password = hunter2"},
      {"cassandra_servers = h1,", "  sql_db_password = a,hunter2:0"},
      {"cassandra_pass = hunter2"},
      // A line feed was lost, and perhaps more.
      {"cassandra_replicas = 2sql_db_password = hunter2"},
      {"cassandra_replicas = 2sql_db_pasword = hunter2"},
      {"cassandra_replicas = 2sql_db_password hunter2"},
      {"cassandra_replicas = 2SQL_DB_PASSWORD: hunter2"},
      {"sql_db_user = esmondsql_db_password = hunter2"},
      {"cassandra_servers = h1sql_db_password = hunter2"},
      {"cassandra_servers = h1, h2:cassandra_pass = hunter2"},
      {"tsdb_root = /xsql_db_password = hunter2"},
      {"sql_db_password = hunter2cassandra_replicas = 3"},
      {"cassandra_replicas = 2sql_db_password = %(hunter2)s"},
      {"cassandra_replicas = %(sql_db_password = hunter2)s"},
      {"sql_db_passwordhunter2 = 1", "sql_db_passwordhunter2 = 1"},
      {"[main]sql_db_password = hunter2]"},
      {"[x]sql_db_password = hunter2]", "[x]sql_db_password = hunter2]"},
    };
    for (String[] lines : mistakes) {
      String text = String.join("\n", lines);
      assertThat(message("sql_db_pool_size = 0", text)).as(text).doesNotContain("hunter2");
    }
    assertThat(EsmondConf.parse("[main]\ncassandra_servers = h\nsql_db_passwordhunter2=x\n", "f"))
        .extracting(EsmondConf::warnings)
        .asString()
        .contains("sql_db_password")
        .doesNotContain("hunter2");
    assertThat(
            EsmondConf.parse("[main]\ncassandra_servers = h\nsql_db_password hunter2:x\n", "f")
                .warnings())
        .containsExactly(
            "f: line 3: sql_db_password has no effect, since no '=' or ':' follows it");
  }

  @Test
  void two_keys_in_one_line_are_told_apart() {
    assertThat(message("cassandra_servers = h1", "cassandra_replicas = 2sql_db_password = hunter2"))
        .isEqualTo(
            "esmond.conf: line 3: cassandra_replicas must end before sql_db_password, which needs"
                + " a line of its own that is not indented");
  }

  @Test
  void mistyped_key_is_named_where_the_right_one_is_absent() {
    assertThat(message("cassandra_servers = h1", "cassandra_user = u", "casandra_pass = hunter2"))
        .isEqualTo(
            "esmond.conf: cassandra_pass must be set when cassandra_user is; casandra_pass in"
                + " line 4 is not a known key, did you mean cassandra_pass?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sql_db_user", "sql_db_name", "sql_db_password"})
  void text_that_postgresql_cannot_hold_is_refused(String key) {
    assertThat(message("cassandra_servers = h1", key + " = a\0b"))
        .startsWith("esmond.conf: line 3: " + key + " must be ");
  }

  @Test
  void long_value_is_cut_in_the_message() {
    assertThat(message("cassandra_servers = h1", "cassandra_keyspace = " + "x".repeat(5000)))
        .hasSizeLessThan(400)
        .endsWith("x...'");
  }

  @Test
  void absent_file_is_named() {
    assertThat(loadError(folder.resolve("absent.conf")))
        .hasMessage(
            folder.resolve("absent.conf")
                + ": must exist: create it, or name another in $ESMOND_CONF");
  }

  @Test
  void directory_is_no_file() {
    assertThat(loadError(folder)).hasMessage(folder + ": must be a file, but is a directory");
  }

  @Test
  void unreadable_file_says_why() throws IOException {
    Path circle = folder.resolve("circle.conf");
    Files.createSymbolicLink(circle, circle);
    assertThat(loadError(circle))
        .hasMessageStartingWith(circle + ": must be readable by this process, but is not (")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void forbidden_file_says_why() throws IOException {
    Path file = Files.writeString(folder.resolve("esmond.conf"), "[main]\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "root reads every file");
    assertThat(loadError(file))
        .hasMessageStartingWith(file + ": must be readable by this process, but is not (");
  }

  @Test
  void bytes_that_are_not_utf8_are_named_by_their_line() throws IOException {
    Path file = folder.resolve("esmond.conf");
    Files.write(file, "[main]\nsql_db_password = h\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(loadError(file))
        .hasMessage(file + ": line 2: must be UTF-8 text, but holds other bytes");
    Files.write(file, new byte[] {'[', 'm', (byte) 0xe2, (byte) 0x82});
    assertThat(loadError(file))
        .hasMessage(file + ": line 1: must be UTF-8 text, but holds other bytes");
  }

  @Test
  void huge_file_is_refused_without_reading_it_all() throws IOException {
    Path file = folder.resolve("esmond.conf");
    String text = "[main]\ncassandra_servers = h1\n";
    Files.writeString(file, text + "#".repeat((1 << 20) - text.length()));
    assertThat(EsmondConf.load(file).cassandra().servers()).hasSize(1);
    Files.writeString(file, text + "#".repeat((1 << 20) - text.length() + 1));
    assertThat(loadError(file)).hasMessage(file + ": must be at most 1 MiB long, but is longer");
  }

  @Test
  void file_is_found_by_the_environment_first() {
    assertThat(ConfFile.find(Map.of("ESMOND_CONF", "/x/y.conf"))).hasToString("/x/y.conf");
    assertThat(ConfFile.find(Map.of("ESMOND_CONF", " "))).hasToString("/etc/esmond/esmond.conf");
    assertThat(ConfFile.find(Map.of())).hasToString("/etc/esmond/esmond.conf");
  }

  private static String message(String... lines) {
    String text = "[main]\n" + String.join("\n", lines) + "\n";
    return catchThrowableOfType(ConfException.class, () -> EsmondConf.parse(text, "esmond.conf"))
        .getMessage();
  }

  private static ConfException loadError(Path path) {
    return catchThrowableOfType(ConfException.class, () -> EsmondConf.load(path));
  }
}
