package net.es.esmond.storage.spi;

import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.replication.ReplicaNode;

/**
 * Port: has nodes repaired and cleaned up. Stages complete by the deadline, with a {@link
 * net.es.esmond.storage.error.StoreException} when the node could not be reached or failed; every
 * operation may be repeated.
 */
public interface NodeMaintenance {
  /**
   * Runs a full repair of the archive's keyspace, once the node has finished those that it already
   * runs.
   *
   * @param node the node
   * @param percent is told how far the repair is, now and then
   * @param deadline by when
   * @return completes once the node is repaired
   */
  CompletionStage<Void> repair(ReplicaNode node, IntConsumer percent, Deadline deadline);

  /**
   * Drops what the node no longer replicates.
   *
   * @param node the node
   * @param deadline by when
   * @return completes once it is dropped
   */
  CompletionStage<Void> cleanup(ReplicaNode node, Deadline deadline);
}
