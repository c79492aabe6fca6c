package net.es.esmond.storage.testkit.archive;

import java.net.InetSocketAddress;
import java.util.List;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.testkit.internal.Closing;
import net.es.esmond.storage.testkit.internal.Parallel;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.cassandra.CassandraContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Starts containers. The only class that knows Testcontainers' own. */
final class Containers {
  private static final String CASSANDRA_IMAGE = "esmond.testkit.cassandra.image";
  private static final String POSTGRES_IMAGE = "esmond.testkit.postgres.image";
  private static final String DEFAULT_CASSANDRA = "5.0";
  private static final String DEFAULT_POSTGRES = "17";

  private Containers() {}

  static boolean haveDocker() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @SuppressWarnings("resource") // Closed with the servers that are returned.
  static ArchiveServers start(Setup setup) {
    CassandraContainer cassandra =
        new CassandraContainer(
            image(CASSANDRA_IMAGE, "cassandra", setup.cassandraVersion(), DEFAULT_CASSANDRA));
    PostgreSQLContainer postgres =
        new PostgreSQLContainer(
            image(POSTGRES_IMAGE, "postgres", setup.postgresVersion(), DEFAULT_POSTGRES));
    ContainerGroup group =
        new ContainerGroup(
            List.of(
                new ContainerServer("cassandra", cassandra),
                new ContainerServer("postgres", postgres)));
    try {
      Parallel.run(List.of(cassandra::start, postgres::start));
      return new RealServers(access(cassandra, postgres), List.of(group));
    } catch (RuntimeException e) {
      throw Closing.after(e, group::close);
    }
  }

  private static DockerImageName image(
      String property, String official, String version, String defaultVersion) {
    String tag = version.isEmpty() ? defaultVersion : version;
    return DockerImageName.parse(System.getProperty(property, official + ":" + tag))
        .asCompatibleSubstituteFor(official);
  }

  private static EsmondConf access(CassandraContainer cassandra, PostgreSQLContainer postgres) {
    InetSocketAddress node = cassandra.getContactPoint();
    return EsmondConf.of(
        CassandraConf.builder()
            .servers(List.of(new HostPort(node.getHostString(), node.getPort())))
            .build(),
        SqlConf.builder()
            .servers(
                List.of(
                    new HostPort(
                        postgres.getHost(),
                        postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT))))
            .user(postgres.getUsername())
            .password(new Secret(postgres.getPassword()))
            .build());
  }
}
