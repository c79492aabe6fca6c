package net.es.esmond.storage.replication;

import java.util.Objects;
import java.util.UUID;

/**
 * A node of the cluster.
 *
 * @param hostId the node's host id; it stays when the address changes
 * @param address the node's address as clients see it, without port
 * @param datacenter the node's datacenter
 * @param rack the node's rack
 * @param up whether the node is up, as far as this process knows
 */
public record ReplicaNode(UUID hostId, String address, String datacenter, String rack, boolean up) {
  /** Refuses nulls. */
  public ReplicaNode {
    Objects.requireNonNull(hostId, "hostId");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(datacenter, "datacenter");
    Objects.requireNonNull(rack, "rack");
  }
}
