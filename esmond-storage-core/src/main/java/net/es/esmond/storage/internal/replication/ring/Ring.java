package net.es.esmond.storage.internal.replication.ring;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.TokenRange;
import net.es.esmond.storage.spi.NodeFacts;

/** Computes the token ranges of a cluster and the replicas of each range. */
public final class Ring {
  private final List<Slot> slots = new ArrayList<>();
  private final List<ReplicaNode> nodes;

  private record Slot(BigInteger token, ReplicaNode node) {}

  /** Creates the ring of these nodes' tokens. */
  public Ring(Collection<NodeFacts> nodes) {
    for (NodeFacts facts : nodes) {
      for (BigInteger token : facts.tokens()) {
        slots.add(new Slot(token, facts.node()));
      }
    }
    slots.sort(Comparator.comparing(Slot::token));
    this.nodes = slots.stream().map(Slot::node).distinct().toList();
  }

  /** Returns the nodes in the order of their first tokens. */
  public List<ReplicaNode> nodes() {
    return nodes;
  }

  /** Returns all ranges, with the replicas that Cassandra chooses. */
  public List<TokenRange> ranges(KeyspaceReplication replication) {
    List<TokenRange> ranges = new ArrayList<>(slots.size());
    for (int i = 0; i < slots.size(); i++) {
      BigInteger start = slots.get((i + slots.size() - 1) % slots.size()).token();
      List<UUID> replicas =
          replication.isTopology()
              ? topologyReplicas(i, replication.replicas())
              : simpleReplicas(i, replication.total());
      ranges.add(new TokenRange(start, slots.get(i).token(), replicas));
    }
    return ranges;
  }

  /**
   * Returns the replicas by SimpleStrategy: the owner of the range and the next other nodes around
   * the ring.
   */
  private List<UUID> simpleReplicas(int first, int count) {
    Set<UUID> replicas = new LinkedHashSet<>();
    for (int i = 0; i < slots.size() && replicas.size() < count; i++) {
      replicas.add(slots.get((first + i) % slots.size()).node().hostId());
    }
    return List.copyOf(replicas);
  }

  /**
   * Returns the replicas by NetworkTopologyStrategy: in each datacenter the next nodes around the
   * ring, of different racks if possible.
   */
  private List<UUID> topologyReplicas(int first, Map<String, Integer> counts) {
    Map<String, Need> needs = new HashMap<>();
    counts.forEach(
        (datacenter, count) -> {
          Need need = new Need(datacenter, count);
          if (need.nodes > 0) {
            needs.put(datacenter, need);
          }
        });
    Set<UUID> replicas = new LinkedHashSet<>();
    for (int i = 0; i < slots.size() && !needs.isEmpty(); i++) {
      ReplicaNode node = slots.get((first + i) % slots.size()).node();
      Need need = needs.get(node.datacenter());
      if (need != null && need.take(node, replicas)) {
        needs.remove(node.datacenter());
      }
    }
    return List.copyOf(replicas);
  }

  /** Counts the nodes and racks that one datacenter still needs on the way around the ring. */
  private final class Need {
    private final Set<String> racks = new HashSet<>();
    private int nodes;
    private int rackRepeats;

    Need(String datacenter, int count) {
      nodes = (int) Math.min(count, in(datacenter).count());
      rackRepeats = Math.max(0, count - racks(datacenter).size());
    }

    /** Takes the node if it is needed. Returns true when no more nodes are needed. */
    boolean take(ReplicaNode node, Set<UUID> replicas) {
      if (replicas.contains(node.hostId())) {
        return false;
      }
      if (!racks.add(node.rack())) {
        if (rackRepeats == 0) {
          return false;
        }
        rackRepeats--;
      }
      replicas.add(node.hostId());
      return --nodes == 0;
    }
  }

  private Set<String> racks(String datacenter) {
    return in(datacenter).map(ReplicaNode::rack).collect(Collectors.toSet());
  }

  private Stream<ReplicaNode> in(String datacenter) {
    return nodes.stream().filter(node -> node.datacenter().equals(datacenter));
  }
}
