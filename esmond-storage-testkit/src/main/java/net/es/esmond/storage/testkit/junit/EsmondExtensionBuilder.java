package net.es.esmond.storage.testkit.junit;

import java.util.Optional;
import java.util.function.UnaryOperator;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.testkit.archive.BackEnd;
import net.es.esmond.storage.testkit.archive.Setup;

/** Describes an {@link EsmondExtension}. Not thread-safe. */
public final class EsmondExtensionBuilder {
  private int nodes = Setup.SMALLEST.nodes();
  private int standbys;
  private boolean synchronous;
  private boolean proxied;
  private String cassandraVersion = "";
  private String postgresVersion = "";
  private int replicas = 1;
  private boolean dedicated;
  private Optional<String> backEnd = Optional.empty();
  private UnaryOperator<EsmondStorageBuilder> storage = UnaryOperator.identity();

  EsmondExtensionBuilder() {}

  /**
   * Sets the number of Cassandra nodes.
   *
   * @param count at least 1, which is the default
   * @return this
   */
  public EsmondExtensionBuilder nodes(int count) {
    this.nodes = count;
    return this;
  }

  /**
   * Sets how many nodes keep each measurement.
   *
   * @param count at least 1, which is the default
   * @return this
   */
  public EsmondExtensionBuilder replicas(int count) {
    this.replicas = count;
    return this;
  }

  /**
   * Sets how many PostgreSQL servers follow the primary.
   *
   * @param count 0, which is the default, or more
   * @return this
   */
  public EsmondExtensionBuilder standbys(int count) {
    this.standbys = count;
    return this;
  }

  /**
   * Makes each commit wait for a standby.
   *
   * @return this
   */
  public EsmondExtensionBuilder synchronous() {
    this.synchronous = true;
    return this;
  }

  /**
   * Puts proxies before the servers, so that lines can be cut and delayed.
   *
   * @return this
   */
  public EsmondExtensionBuilder proxied() {
    this.proxied = true;
    return this;
  }

  /**
   * Sets the version of Cassandra.
   *
   * @param version empty, which is the default, for the testkit's own
   * @return this
   */
  public EsmondExtensionBuilder cassandraVersion(String version) {
    this.cassandraVersion = version;
    return this;
  }

  /**
   * Sets the version of PostgreSQL.
   *
   * @param version empty, which is the default, for the testkit's own
   * @return this
   */
  public EsmondExtensionBuilder postgresVersion(String version) {
    this.postgresVersion = version;
    return this;
  }

  /**
   * Starts the servers for this test class, or this test, alone: those that harm them should.
   *
   * @return this
   */
  public EsmondExtensionBuilder dedicated() {
    this.dedicated = true;
    return this;
  }

  /**
   * Sets the back end, whatever the system property says.
   *
   * @param chosen one of the constants of {@link BackEnd}
   * @return this
   */
  public EsmondExtensionBuilder backEnd(BackEnd chosen) {
    this.backEnd = Optional.of(chosen.name());
    return this;
  }

  /**
   * Sets how storages are opened: their clock, retention, conflicts.
   *
   * @param options called for each storage that is opened
   * @return this
   */
  public EsmondExtensionBuilder storage(UnaryOperator<EsmondStorageBuilder> options) {
    this.storage = options;
    return this;
  }

  /**
   * Makes the extension.
   *
   * @return to be registered in a field
   * @throws IllegalArgumentException if the numbers do not go together; the message says which
   */
  public EsmondExtension build() {
    return new EsmondExtension(options());
  }

  Options options() {
    return new Options(
        new Setup(nodes, standbys, synchronous, proxied, cassandraVersion, postgresVersion),
        replicas,
        dedicated,
        backEnd,
        storage);
  }
}
