package net.es.esmond.storage.testkit.vectors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.sql.SqlMetadataProvider;
import net.es.esmond.storage.testkit.postgres.PostgresServer;

/** A PostgreSQL server with a dump of esmond's database, until it is closed. */
final class DjangoArchive implements AutoCloseable {
  private static final String DATABASE = "esmond";

  private final PostgresServer server;
  private final MetadataStore store;

  private DjangoArchive(PostgresServer server, MetadataStore store) {
    this.server = server;
    this.store = store;
  }

  static DjangoArchive open(Path dump) throws IOException, SQLException {
    PostgresServer server = PostgresServer.builder().address("127.0.30.61").start();
    try {
      server.createDatabase(DATABASE);
      try (Connection connection = server.connect(DATABASE);
          Statement statement = connection.createStatement()) {
        statement.execute(Files.readString(dump));
      }
      return new DjangoArchive(server, store(server));
    } catch (RuntimeException | IOException | SQLException e) {
      server.close();
      throw e;
    }
  }

  private static MetadataStore store(PostgresServer server) {
    HostPort address =
        new HostPort(server.address().getAddress().getHostAddress(), server.address().getPort());
    SqlConf conf =
        SqlConf.builder()
            .servers(List.of(address))
            .database(DATABASE)
            .user(server.user())
            .password(new Secret(server.password()))
            .build();
    return new SqlMetadataProvider()
        .open(
            EsmondConf.of(CassandraConf.builder().servers(List.of(address)).build(), conf),
            new StoreContext(Clock.systemUTC(), Map.of()));
  }

  MetadataStore store() {
    return store;
  }

  @Override
  public void close() {
    store.close();
    server.close();
  }
}
