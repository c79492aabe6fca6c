package net.es.esmond.storage.replication;

import java.util.List;

/**
 * What a comparison of replicas found.
 *
 * @param direct true when each replica was read by itself, which needs nodes started with {@code
 *     -Dcassandra.enable_nodelocal_queries=true}. Without it every replica was read together with
 *     the others, at ALL: they agree from then on, but it is not known whether they did before
 * @param partitions partitions compared
 * @param rows rows compared
 * @param differences what differs, at most 100; empty when all replicas agree, or not direct
 */
public record Verification(boolean direct, int partitions, long rows, List<String> differences) {
  /** Copies the differences. */
  public Verification {
    differences = List.copyOf(differences);
  }
}
