package net.es.esmond.storage.testkit.archive;

import java.util.Optional;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.postgres.PostgresCluster;

/** Servers that hold any number of archives beside each other. Safe for use by many threads. */
public interface ArchiveServers extends ServerGroup {

  /**
   * Starts servers on the back end that {@link BackEnd#choose} returns, and waits until they serve.
   * No test framework is needed: servers may be started by a plain {@code main}.
   *
   * <pre>{@code
   * try (ArchiveServers servers = ArchiveServers.start(Setup.ofNodes(3));
   *     TestArchive archive = TestArchive.create(servers, "mine", 3, builder -> builder)) {
   *   archive.storage()...
   * }
   * }</pre>
   *
   * @param setup what is asked for
   * @return running; close them, or end the JVM
   * @throws ServerException if one does not start; none is left running then
   */
  static ArchiveServers start(Setup setup) {
    return BackEnd.choose(setup).start(setup);
  }

  /**
   * Makes room for an archive: an empty database, and a keyspace at its first opening.
   *
   * @param name letters, digits and underscores in lower case; not in use
   * @param replicas of each measurement, at least 1
   * @return how to reach it
   * @throws ServerException if the servers refuse
   */
  EsmondConf create(String name, int replicas);

  /**
   * Removes an archive and what it holds.
   *
   * @param conf as {@link #create} returned it
   * @throws ServerException if the servers refuse
   */
  void drop(EsmondConf conf);

  /**
   * Starts the description of an instance to open.
   *
   * @param conf as {@link #create} returned it
   * @return a builder with defaults
   */
  EsmondStorageBuilder builder(EsmondConf conf);

  /**
   * Returns the Cassandra nodes.
   *
   * @return empty when they are not this JVM's to harm
   */
  Optional<CassandraRing> ring();

  /**
   * Returns the PostgreSQL servers.
   *
   * @return empty when they are not this JVM's to harm
   */
  Optional<PostgresCluster> postgres();
}
