package net.es.esmond.storage.testkit.archive;

import java.util.Optional;

/** Servers in containers. Testcontainers is loaded only once it has been found. */
final class ContainerBackEnd implements BackEnd {

  @Override
  public String name() {
    return "containers";
  }

  @Override
  public Optional<String> lacks(Setup setup) {
    if (!setup.isSmallest()) {
      return Optional.of(
          "one node and one PostgreSQL server are all that containers give; use 'processes' for"
              + " more, and for faults");
    }
    if (!onClassPath()) {
      return Optional.of(
          "put org.testcontainers:testcontainers-cassandra and testcontainers-postgresql on the"
              + " class path");
    }
    return Containers.haveDocker()
        ? Optional.empty()
        : Optional.of("Docker does not answer; see Testcontainers' log for why");
  }

  @Override
  public ArchiveServers start(Setup setup) {
    return Containers.start(setup);
  }

  private static boolean onClassPath() {
    ClassLoader loader = ContainerBackEnd.class.getClassLoader();
    return loader.getResource("org/testcontainers/cassandra/CassandraContainer.class") != null
        && loader.getResource("org/testcontainers/postgresql/PostgreSQLContainer.class") != null;
  }
}
