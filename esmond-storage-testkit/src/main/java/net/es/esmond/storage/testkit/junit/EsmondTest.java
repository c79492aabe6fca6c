package net.es.esmond.storage.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class an archive of its own. Its tests and constructors may have parameters of these
 * types, and fields marked with {@link EsmondResource}: {@link
 * net.es.esmond.storage.EsmondStorage}, {@link net.es.esmond.storage.testkit.archive.TestArchive},
 * {@link net.es.esmond.storage.testkit.service.ArchiveService}, {@link
 * net.es.esmond.storage.testkit.archive.ArchiveServers}, {@link
 * net.es.esmond.storage.testkit.cassandra.CassandraRing} and {@link
 * net.es.esmond.storage.testkit.postgres.PostgresCluster}.
 *
 * <pre>{@code
 * @EsmondTest(nodes = 3, replicas = 3)
 * class MyTest {
 *   @Test
 *   void readsWhatItWrote(EsmondStorage storage) { ... }
 * }
 * }</pre>
 *
 * @see EsmondExtension
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(EsmondExtension.class)
public @interface EsmondTest {
  /**
   * Returns how many Cassandra nodes there are.
   *
   * @return at least 1
   */
  int nodes() default 1;

  /**
   * Returns how many nodes keep each measurement.
   *
   * @return at least 1
   */
  int replicas() default 1;

  /**
   * Returns how many PostgreSQL servers follow the primary.
   *
   * @return 0 or more
   */
  int standbys() default 0;

  /**
   * Returns whether a commit waits for a standby.
   *
   * @return true needs a standby
   */
  boolean synchronous() default false;

  /**
   * Returns whether lines to the servers can be cut and delayed.
   *
   * @return true costs CPU time
   */
  boolean proxied() default false;

  /**
   * Returns whether the servers are started for this class alone: those that harm them should.
   *
   * @return false to share them with all that ask for the same
   */
  boolean dedicated() default false;

  /**
   * Returns the back end.
   *
   * @return {@code processes}, {@code containers}, {@code running}, {@code memory}, or empty for
   *     the one that is chosen, see {@link net.es.esmond.storage.testkit.archive.BackEnd#choose}
   */
  String backEnd() default "";

  /**
   * Returns the version of Cassandra.
   *
   * @return empty for the testkit's own
   */
  String cassandraVersion() default "";

  /**
   * Returns the version of PostgreSQL.
   *
   * @return empty for the testkit's own
   */
  String postgresVersion() default "";
}
