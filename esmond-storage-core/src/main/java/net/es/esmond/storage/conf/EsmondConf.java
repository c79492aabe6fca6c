package net.es.esmond.storage.conf;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import net.es.esmond.storage.internal.conf.IniFile;
import net.es.esmond.storage.internal.conf.IniFile.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An EsmondConf says how to reach an archive's stores. It is read from esmond's own {@code
 * esmond.conf}, or built in code. Immutable.
 *
 * <p>A file is read as Python's configparser reads it, {@code %(ESMOND_ROOT)s} included, which is
 * {@code $ESMOND_ROOT} or else {@code /usr/lib/esmond}; only {@code [main]} matters. Quotes around
 * a value are taken off. The module's CONFIGURATION.md has every key with its rule and default. In
 * code:
 *
 * <pre>{@code
 * EsmondConf conf =
 *     EsmondConf.of(
 *         CassandraConf.builder()
 *             .servers(List.of(new HostPort("10.0.1.35", 9042), new HostPort("10.0.1.36", 9042)))
 *             .replicas(2)
 *             .build(),
 *         SqlConf.builder().password(new Secret(password)).build());
 * }</pre>
 *
 * <p>A value that is odd but not wrong is logged once as a warning, and listed in {@link
 * #warnings()}.
 */
public final class EsmondConf {
  private static final Logger LOG = LoggerFactory.getLogger(EsmondConf.class);
  private static final String DEFAULT_ROOT = "/usr/lib/esmond";

  /** Some editors put it before the first character of a file. */
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final CassandraConf cassandra;
  private final SqlConf sql;
  private final List<String> warnings;

  EsmondConf(CassandraConf cassandra, SqlConf sql, List<String> warnings) {
    this.cassandra = Objects.requireNonNull(cassandra, "cassandra");
    this.sql = Objects.requireNonNull(sql, "sql");
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads the file that {@code $ESMOND_CONF} names, or else {@code /etc/esmond/esmond.conf}.
   *
   * @return the configuration
   * @throws net.es.esmond.storage.error.ConfException when it cannot be read or breaks a rule
   */
  public static EsmondConf load() {
    return load(ConfFile.find(System.getenv()));
  }

  /**
   * Reads a file.
   *
   * @param path a regular file, UTF-8, at most 1 MiB long
   * @return the configuration
   * @throws net.es.esmond.storage.error.ConfException when it cannot be read or breaks a rule
   */
  public static EsmondConf load(Path path) {
    return parse(ConfFile.read(path), path.toString());
  }

  /**
   * Reads the text of an {@code esmond.conf}.
   *
   * @param text the text
   * @param source how errors and warnings name it
   * @return the configuration
   * @throws net.es.esmond.storage.error.ConfException when it breaks a rule
   */
  public static EsmondConf parse(String text, String source) {
    String root = Objects.requireNonNullElse(System.getenv("ESMOND_ROOT"), DEFAULT_ROOT);
    String withoutMark = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    IniFile ini = IniFile.parse(withoutMark, source, Map.of("ESMOND_ROOT", root));
    return read(source, ini.section("main", ConfReader.SECRET_KEYS));
  }

  /**
   * Reads keys and values as {@code [main]} would have them, but for references, which stay text.
   *
   * @param values such as {@code cassandra_servers} to {@code 10.0.1.35,10.0.1.36}
   * @return the configuration
   * @throws net.es.esmond.storage.error.ConfException when one breaks a rule
   */
  public static EsmondConf of(Map<String, String> values) {
    Map<String, Option> options = new LinkedHashMap<>();
    values.forEach(
        (key, value) ->
            options.put(key.toLowerCase(Locale.ROOT), new Option(value.strip(), value.strip(), 0)));
    return read("configuration", options);
  }

  /**
   * Combines two parts that were built in code.
   *
   * @param cassandra how to reach the measurements
   * @param sql how to reach the metadata
   * @return the configuration
   */
  public static EsmondConf of(CassandraConf cassandra, SqlConf sql) {
    return new EsmondConf(cassandra, sql, List.of());
  }

  private static EsmondConf read(String source, Map<String, Option> options) {
    EsmondConf conf = new ConfReader(source, options).read();
    conf.warnings.forEach(LOG::warn);
    return conf;
  }

  /**
   * Returns the {@code cassandra_*} part.
   *
   * @return how to reach the measurements
   */
  public CassandraConf cassandra() {
    return cassandra;
  }

  /**
   * Returns the {@code sql_db_*} part.
   *
   * @return how to reach the metadata
   */
  public SqlConf sql() {
    return sql;
  }

  /**
   * Returns what a reader of the file should know: unknown keys, corrected ports.
   *
   * @return one line each; empty when nothing was odd
   */
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EsmondConf conf
        && conf.cassandra.equals(cassandra)
        && conf.sql.equals(sql);
  }

  @Override
  public int hashCode() {
    return Objects.hash(cassandra, sql);
  }

  /** Shows every value; passwords print as stars. */
  @Override
  public String toString() {
    return "EsmondConf[cassandra=" + cassandra + ", sql=" + sql + "]";
  }
}
