package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import net.es.esmond.storage.replication.KeyspaceReplication;
import org.jspecify.annotations.Nullable;

/**
 * Knows how keyspaces are replicated, by the driver's newest view of the cluster. The view is
 * replaced whenever somebody alters a keyspace. Safe for use by many threads.
 */
final class KeyspaceReplicas {
  private volatile @Nullable View last;

  /** The replications that were asked for in one view. */
  private record View(
      Metadata metadata, Map<CqlIdentifier, Optional<KeyspaceReplication>> replications) {}

  /** Returns a keyspace's replication; empty when the driver does not know the keyspace. */
  Optional<KeyspaceReplication> of(CqlIdentifier keyspace, Metadata metadata) {
    View view = last;
    if (view == null || view.metadata() != metadata) {
      view = new View(metadata, new ConcurrentHashMap<>());
      last = view;
    }
    return view.replications()
        .computeIfAbsent(
            keyspace,
            name ->
                metadata
                    .getKeyspace(name)
                    .map(KeyspaceMetadata::getReplication)
                    .map(Replications::of));
  }

  /**
   * Says that a keyspace has no replicas in a datacenter, if that is so. SimpleStrategy may have
   * some in any.
   */
  Optional<String> absence(CqlIdentifier keyspace, String datacenter, Metadata metadata) {
    return of(keyspace, metadata)
        .filter(known -> known.isTopology() && known.replicasIn(datacenter) == 0)
        .map(known -> absence(keyspace.asInternal(), datacenter, known));
  }

  /** Says that a keyspace with this replication has no replicas in a datacenter. */
  private static String absence(
      String keyspace, String datacenter, KeyspaceReplication replication) {
    return "keyspace "
        + keyspace
        + " has no replicas in datacenter "
        + datacenter
        + ", but in "
        + replication
        + ": plan replicas there by replication().plan(), or let cassandra_local_datacenter name a"
        + " datacenter that has some";
  }
}
