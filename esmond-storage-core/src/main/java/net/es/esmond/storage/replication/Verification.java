package net.es.esmond.storage.replication;

import java.util.List;

/**
 * The result of a comparison of replicas.
 *
 * @param direct true when each replica was read by itself. That needs nodes started with {@code
 *     -Dcassandra.enable_nodelocal_queries=true}, and a connection to every node that has replicas:
 *     in other datacenters to those of {@code cassandra_remote_datacenters} only. Without it every
 *     replica was read together with the others, at ALL: they agree from then on, but it is not
 *     known whether they did before
 * @param partitions number of partitions compared
 * @param rows number of rows compared
 * @param differences descriptions of differences, at most 100; empty when all replicas agree, or
 *     when not direct
 */
public record Verification(boolean direct, int partitions, long rows, List<String> differences) {
  /** Copies the differences. */
  public Verification {
    differences = List.copyOf(differences);
  }
}
