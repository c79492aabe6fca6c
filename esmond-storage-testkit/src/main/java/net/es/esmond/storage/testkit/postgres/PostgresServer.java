package net.es.esmond.storage.testkit.postgres;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.internal.Closing;
import net.es.esmond.storage.testkit.internal.Folders;
import net.es.esmond.storage.testkit.internal.FreePorts;
import net.es.esmond.storage.testkit.internal.Gate;
import net.es.esmond.storage.testkit.internal.GatedProxy;
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
public final class PostgresServer implements Server, ServerGroup {
  private final PostgresConfig settings;
  private final InetSocketAddress address;
  private final InetSocketAddress boundTo;
  private final Gate clients = new Gate();
  private final @Nullable GatedProxy proxy;
  private final ServerFiles files;
  private final @Nullable Path temporary;
  private final ProcessServer process;

  PostgresServer(PostgresConfig settings) {
    this.settings = settings;
    InetAddress host = Loopback.parse(settings.address());
    InetAddress bound = settings.proxied() ? Loopback.behindProxy(host) : host;
    List<InetAddress> hosts = List.of(host, bound);
    int port =
        settings.port() == 0 ? FreePorts.pick(hosts) : FreePorts.require(hosts, settings.port());
    this.address = new InetSocketAddress(host, port);
    this.boundTo = new InetSocketAddress(bound, port);
    this.proxy = settings.proxied() ? new GatedProxy(address, boundTo, this::gate) : null;
    this.temporary = settings.dataDirectory() == null ? Folders.temporary("postgres") : null;
    Path folder =
        Folders.create(
            temporary != null ? temporary : Objects.requireNonNull(settings.dataDirectory()));
    this.files = new ServerFiles(settings, folder.resolve("data"));
    this.process =
        new ProcessServer(
            new ProcessServer.Spec(
                settings.name() != null ? settings.name() : "postgres-" + port,
                folder.resolve("postgres.log"),
                "INT",
                settings.startTimeout(),
                () -> files.command(user(), boundTo),
                this::serves));
  }

  /**
   * Starts to describe a server.
   *
   * @return a builder with defaults
   */
  public static PostgresServerBuilder builder() {
    return new PostgresServerBuilder();
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
    return settings.password();
  }

  /**
   * Returns a database's JDBC URL, without user and password.
   *
   * @param database its name; {@code postgres} always exists
   * @return the URL
   */
  public String jdbcUrl(String database) {
    return jdbcUrl(address, database);
  }

  private static String jdbcUrl(InetSocketAddress server, String database) {
    return "jdbc:postgresql://%s:%s/%s"
        .formatted(server.getAddress().getHostAddress(), server.getPort(), database);
  }

  /**
   * Opens a connection as the superuser, past the proxy if there is one.
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
    return DriverManager.getConnection(jdbcUrl(boundTo, database), properties);
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

  Path data() {
    return files.data();
  }

  InetSocketAddress boundTo() {
    return boundTo;
  }

  /** Whether the server has been told to follow a primary: as its files say. */
  boolean isStandby() {
    return files.areOfAStandby();
  }

  /** Changes settings in the server's files, and in the server if it runs. */
  void configure(Map<String, String> changes) {
    files.configure(changes);
    if (state() == State.RUNNING) {
      query("SELECT pg_reload_conf()");
    }
  }

  /** Runs a query that answers one value. */
  @Nullable String query(String sql) {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.next() ? result.getString(1) : null;
    } catch (SQLException e) {
      throw new ServerException(name() + " did not answer: " + sql, e);
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
  public void cutOffFromClients() {
    proxied(clients).cut();
  }

  @Override
  public void cutOffFromPeers() {
    proxied(settings.peers()).cutOff(name());
  }

  @Override
  public void delayClients(Duration oneWay) {
    proxied(clients).delay(oneWay);
  }

  @Override
  public void restoreNetwork() {
    clients.restore();
    settings.peers().restore(name());
  }

  private <T> T proxied(T gates) {
    if (proxy == null) {
      throw new ServerException("PostgreSQL must be built with proxied() for network faults");
    }
    return gates;
  }

  /** A standby gives its name in its first message, and says that it comes to replicate. */
  private Gate gate(byte[] first) {
    List<String> words = List.of(new String(first, StandardCharsets.ISO_8859_1).split("\0", -1));
    int name = words.indexOf("application_name") + 1;
    return words.contains("replication") && name > 0
        ? settings.peers().between(name(), words.get(name))
        : clients;
  }

  @Override
  public List<PostgresServer> servers() {
    return List.of(this);
  }

  @Override
  public void heal() {
    restoreNetwork();
    if (state() == State.PAUSED) {
      resume();
    }
    if (state() == State.STOPPED) {
      start();
    } else {
      process.awaitServing();
    }
  }

  @Override
  public List<String> lastLogLines(int lines) {
    return process.lastLogLines(lines);
  }

  /** Kills the server and removes its data, unless the folder was given. May be repeated. */
  @Override
  public void close() {
    Closing.all(
        this::kill,
        () -> {
          if (proxy != null) {
            proxy.close();
          }
        },
        () -> FreePorts.release(address.getPort()),
        () -> Folders.deleteIfExists(temporary));
  }

  @Override
  public String toString() {
    return name() + " at " + address + ", " + state();
  }
}
