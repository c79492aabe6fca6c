package net.es.esmond.storage.testkit.archive;

import java.util.Optional;
import net.es.esmond.storage.testkit.ServerException;

/**
 * A way to come by servers for an archive. Implementations hold no state; safe for many threads.
 */
public interface BackEnd {
  /** System property that names the back end to use, whatever would be chosen. */
  String PROPERTY = "esmond.testkit.backend";

  /** Child processes of this JVM: everything that a test can ask for. */
  BackEnd PROCESSES = new ProcessBackEnd();

  /** Docker containers by way of Testcontainers, which must be on the class path. */
  BackEnd CONTAINERS = new ContainerBackEnd();

  /**
   * Servers that run already: those of the {@code esmond.conf} that the system property {@code
   * esmond.testkit.conf} names. Its keyspace and database are left alone.
   */
  BackEnd RUNNING = new RunningBackEnd();

  /** No servers: stores in memory that keep the same contracts. */
  BackEnd MEMORY = new MemoryBackEnd();

  /**
   * Returns the back end that the system property {@value #PROPERTY} names; without it the servers
   * that run, where they are named; else containers, where Docker and Testcontainers are there and
   * give what is asked for; else processes.
   *
   * @param setup what is asked for
   * @return the back end
   * @throws ServerException if no back end has the name, or the one named does not give this
   */
  static BackEnd choose(Setup setup) {
    String named = System.getProperty(PROPERTY);
    return named == null ? BackEnds.automatic(setup) : named(named, setup);
  }

  /**
   * Returns the back end of a name.
   *
   * @param name as {@link #name} returns it
   * @param setup what is asked for
   * @return the back end
   * @throws ServerException if none has the name, or it does not give this
   */
  static BackEnd named(String name, Setup setup) {
    return BackEnds.named(name, setup);
  }

  /**
   * Returns the name by which the property chooses it.
   *
   * @return such as {@code processes}
   */
  String name();

  /**
   * Says why servers cannot be had from here.
   *
   * @param setup what is asked for
   * @return the reason and what to do about it; empty when they can
   */
  Optional<String> lacks(Setup setup);

  /**
   * Starts servers, all at once, and waits until they serve.
   *
   * @param setup what is asked for
   * @return running; close them
   * @throws ServerException if one does not start; none is left running then
   */
  ArchiveServers start(Setup setup);
}
