package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import org.jspecify.annotations.Nullable;

/**
 * The key and the replicas of one partition, to which requests for its points are sent. Safe for
 * use by many threads.
 */
final class PartitionRoute {
  private final Partition partition;
  private final PartitionKey key;
  private final ByteBuffer routingKey;
  private final long startMillis;
  private final long endMillis;
  private volatile @Nullable RingReplicas lastReplicas;

  /** The replicas of the partition in one state of the ring. */
  private record RingReplicas(TokenMap ring, Set<Node> replicas) {}

  PartitionRoute(Series series, Partition partition) {
    this.partition = partition;
    this.key = PartitionKey.of(series, partition);
    this.routingKey = key.routingKey();
    this.startMillis = partition.startMillis();
    this.endMillis = partition.endMillis();
  }

  Partition partition() {
    return partition;
  }

  PartitionKey key() {
    return key;
  }

  boolean holds(long timeMillis) {
    return timeMillis >= startMillis && timeMillis < endMillis;
  }

  /**
   * Returns the replicas as far as they are known now. The token is computed once for each state of
   * the ring.
   */
  Set<Node> replicas(CqlIdentifier keyspace, Optional<TokenMap> ring) {
    if (ring.isEmpty()) {
      return Set.of();
    }
    RingReplicas known = lastReplicas;
    if (known == null || known.ring() != ring.get()) {
      known = new RingReplicas(ring.get(), ring.get().getReplicas(keyspace, routingKey));
      lastReplicas = known;
    }
    return known.replicas();
  }
}
