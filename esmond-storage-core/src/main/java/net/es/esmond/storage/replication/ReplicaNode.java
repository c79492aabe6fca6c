package net.es.esmond.storage.replication;

import java.util.Objects;
import java.util.UUID;

/**
 * A node of the cluster.
 *
 * @param hostId its identity; stays when its address changes
 * @param address its address as clients see it, without port
 * @param datacenter its datacenter
 * @param rack its rack
 * @param up whether it is up, as far as this process knows
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
