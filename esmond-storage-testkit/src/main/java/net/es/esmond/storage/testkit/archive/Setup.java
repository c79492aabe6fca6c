package net.es.esmond.storage.testkit.archive;

/**
 * The servers that a test asks for. Tests with equal setups share their servers, unless a test asks
 * for its own.
 *
 * @param nodes Cassandra nodes, at least 1
 * @param standbys PostgreSQL servers that follow the primary, 0 or more
 * @param synchronous whether a commit waits for a standby
 * @param proxied whether lines to the servers can be cut and delayed
 * @param cassandraVersion of Cassandra, as far as the back end leaves a choice; empty for its own
 * @param postgresVersion of PostgreSQL, likewise
 */
public record Setup(
    int nodes,
    int standbys,
    boolean synchronous,
    boolean proxied,
    String cassandraVersion,
    String postgresVersion) {

  /** One node and one PostgreSQL server. */
  public static final Setup SMALLEST = ofNodes(1);

  /**
   * Describes so many nodes and one PostgreSQL server.
   *
   * @param nodes Cassandra nodes, at least 1
   * @return of the back end's own versions, without proxies
   */
  public static Setup ofNodes(int nodes) {
    return new Setup(nodes, 0, false, false, "", "");
  }

  /** Checks the numbers. */
  public Setup {
    if (nodes < 1) {
      throw new IllegalArgumentException("nodes must be at least 1, but was " + nodes);
    }
    if (standbys < 0) {
      throw new IllegalArgumentException("standbys must be 0 or more, but was " + standbys);
    }
    if (synchronous && standbys == 0) {
      throw new IllegalArgumentException("synchronous needs standbys of at least 1, but was 0");
    }
  }

  /** Whether one server of each kind, with nothing in between, will do. */
  boolean isSmallest() {
    return nodes == 1 && standbys == 0 && !proxied;
  }
}
