package net.es.esmond.storage.spi;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.replication.TokenRange;
import net.es.esmond.storage.replication.Verification;

/**
 * Port: looks at a cluster, changes its replication, and keeps what instances must agree on. Safe
 * for use by many threads. Every stage completes by the deadline, with a {@link
 * net.es.esmond.storage.error.StoreException} when the store could not serve; every operation may
 * be repeated.
 */
public interface ReplicationPort {

  /**
   * Looks at the cluster.
   *
   * @param deadline by when
   * @return what it says of itself now
   */
  CompletionStage<ClusterSnapshot> snapshot(Deadline deadline);

  /**
   * Changes the keyspace's replication and waits until the nodes agree on it.
   *
   * @param replication the new one
   * @param deadline by when
   * @return completes once they agree
   */
  CompletionStage<Void> alter(KeyspaceReplication replication, Deadline deadline);

  /**
   * Compares what the replicas of some partitions hold.
   *
   * @param ranges every range, with the nodes that must hold it
   * @param partitions how many partitions to compare
   * @param deadline by when
   * @return what was compared and what differs
   */
  CompletionStage<Verification> verify(List<TokenRange> ranges, int partitions, Deadline deadline);

  /**
   * Loads what instances agreed on.
   *
   * @param deadline by when
   * @return empty when nothing was ever kept
   */
  CompletionStage<Optional<ControlRecord>> load(Deadline deadline);

  /**
   * Replaces what instances agreed on, if it is still the version before.
   *
   * @param next the new record, of a version one more than that which it replaces; 1 for the first
   * @param deadline by when
   * @return false when another instance was faster. After an error it may have been replaced
   */
  CompletionStage<Boolean> replace(ControlRecord next, Deadline deadline);

  /**
   * Returns what runs repairs.
   *
   * @return empty when operators do
   */
  Optional<NodeMaintenance> maintenance();

  /**
   * Tells the status after each look at the cluster, for meters.
   *
   * @param status the status now
   */
  void observed(ReplicationStatus status);
}
