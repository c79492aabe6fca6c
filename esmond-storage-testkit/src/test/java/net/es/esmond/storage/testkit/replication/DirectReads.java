package net.es.esmond.storage.testkit.replication;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.cassandra.PatientSession;

/** Asks every replica for itself, by other means than the library: the driver's own token map. */
final class DirectReads implements AutoCloseable {
  private final CqlSession session;

  DirectReads(CassandraRing ring) {
    session = PatientSession.connect(ring);
  }

  CqlSession session() {
    return session;
  }

  /**
   * What all replicas hold.
   *
   * @param rows rows, each counted once
   * @param replicas replicas of each partition; -1 when they differ
   * @param lacking rows that some replica lacks, counted for each that does
   */
  record Found(long rows, int replicas, long lacking) {}

  Found find(String keyspace) {
    PreparedStatement count =
        session.prepare(
            "SELECT count(*) FROM " + keyspace + ".base_rates WHERE key = ? AND month = ?");
    long rows = 0;
    long lacking = 0;
    int replicas = 0;
    for (Row partition :
        session.execute(
            SimpleStatement.newInstance(
                    "SELECT DISTINCT key, month FROM " + keyspace + ".base_rates")
                .setConsistencyLevel(ConsistencyLevel.ALL)
                .setTimeout(Duration.ofMinutes(1)))) {
      BoundStatement bound = count.bind(partition.getString(0), partition.getByte(1));
      Set<Node> holders = replicas(keyspace, bound.getRoutingKey());
      replicas = replicas == 0 || replicas == holders.size() ? holders.size() : -1;
      long most = 0;
      long all = 0;
      for (Node holder : holders) {
        long held =
            Objects.requireNonNull(
                    session
                        .execute(
                            bound
                                .setNode(holder)
                                .setConsistencyLevel(new NodeLocal())
                                .setTimeout(Duration.ofMinutes(1)))
                        .one())
                .getLong(0);
        most = Math.max(most, held);
        all += held;
      }
      rows += most;
      lacking += most * holders.size() - all;
    }
    return new Found(rows, replicas, lacking);
  }

  private Set<Node> replicas(String keyspace, ByteBuffer routingKey) {
    return session
        .getMetadata()
        .getTokenMap()
        .orElseThrow()
        .getReplicas(CqlIdentifier.fromCql(keyspace), routingKey);
  }

  private static final class NodeLocal implements ConsistencyLevel {
    @Override
    public int getProtocolCode() {
      return 11;
    }

    @Override
    public String name() {
      return "NODE_LOCAL";
    }

    @Override
    public boolean isDcLocal() {
      return true;
    }

    @Override
    public boolean isSerial() {
      return false;
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
