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
 * A port that reads the state of a cluster, changes its replication, and stores the control record.
 * Safe for use by many threads. Every stage completes by the deadline, with a {@link
 * net.es.esmond.storage.error.StoreException} when the store could not serve; every operation may
 * be repeated.
 */
public interface ReplicationPort {

  /**
   * Reads the state of the cluster.
   *
   * @param deadline by when
   * @return a snapshot of the cluster now
   */
  CompletionStage<ClusterSnapshot> snapshot(Deadline deadline);

  /**
   * Changes the keyspace's replication and waits until the nodes agree on the schema.
   *
   * @param replication the new one
   * @param deadline by when
   * @return completes once they agree
   */
  CompletionStage<Void> alter(KeyspaceReplication replication, Deadline deadline);

  /**
   * Compares the rows that the replicas of some partitions hold.
   *
   * @param ranges every range, with the nodes that must hold it
   * @param partitions how many partitions to compare
   * @param deadline by when
   * @return the result of the comparison
   */
  CompletionStage<Verification> verify(List<TokenRange> ranges, int partitions, Deadline deadline);

  /**
   * Loads the control record.
   *
   * @param deadline by when
   * @return the record; empty when none was ever stored
   */
  CompletionStage<Optional<ControlRecord>> load(Deadline deadline);

  /**
   * Replaces the control record, if the stored version is still the one before.
   *
   * @param next the new record; its version is one more than the stored one, 1 for the first
   * @param deadline by when
   * @return false when another instance was faster. After an error the record may have been
   *     replaced
   */
  CompletionStage<Boolean> replace(ControlRecord next, Deadline deadline);

  /**
   * Returns the port that runs repairs on nodes.
   *
   * @return the port; empty when operators run repairs
   */
  Optional<NodeMaintenance> maintenance();

  /**
   * Receives the status after each observation of the cluster, for meters.
   *
   * @param status the status now
   */
  void observed(ReplicationStatus status);
}
