package net.es.esmond.storage.spi;

import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.replication.ReplicaNode;

/**
 * A port that runs repair and cleanup on nodes. Stages complete by the deadline, with a {@link
 * net.es.esmond.storage.error.StoreException} when the node could not be reached or failed; every
 * operation may be repeated.
 */
public interface NodeMaintenance {
  /**
   * Runs a full repair of the archive's keyspace, after the node has finished the repairs that it
   * already runs.
   *
   * @param node the node
   * @param percent receives the progress of the repair, in percent
   * @param deadline by when
   * @return completes once the node is repaired
   */
  CompletionStage<Void> repair(ReplicaNode node, IntConsumer percent, Deadline deadline);

  /**
   * Drops the rows that the node no longer replicates.
   *
   * @param node the node
   * @param deadline by when
   * @return completes once they are dropped
   */
  CompletionStage<Void> cleanup(ReplicaNode node, Deadline deadline);
}
