package net.es.esmond.storage.internal.replication.ring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.internal.text.Listed;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.LevelTolerance;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.TokenRange;

/**
 * Computes which consistency levels a ring can serve, and which losses of nodes it tolerates. The
 * worst loss concerns the replicas of a single range. So each requirement is evaluated by itself,
 * and the one with the least slack decides.
 */
public final class FaultTolerance {
  private static final int MAX_LOSSES = 1000;

  private final KeyspaceReplication replication;
  private final String localDatacenter;
  private final Map<UUID, ReplicaNode> nodes = new HashMap<>();
  private final Set<UUID> up = new HashSet<>();

  private FaultTolerance(
      KeyspaceReplication replication, String localDatacenter, Collection<ReplicaNode> nodes) {
    this.replication = replication;
    this.localDatacenter = localDatacenter;
    for (ReplicaNode node : nodes) {
      this.nodes.put(node.hostId(), node);
      if (node.up()) {
        up.add(node.hostId());
      }
    }
  }

  /** Returns the tolerance of a ring at every level, with the nodes that are up now. */
  public static Map<ConsistencyLevel, LevelTolerance> of(
      Ring ring, KeyspaceReplication replication, String localDatacenter) {
    FaultTolerance tolerances = new FaultTolerance(replication, localDatacenter, ring.nodes());
    List<TokenRange> ranges = ring.ranges(replication);
    Map<ConsistencyLevel, LevelTolerance> levels = new EnumMap<>(ConsistencyLevel.class);
    for (ConsistencyLevel level : ConsistencyLevel.values()) {
      levels.put(level, tolerances.at(level, ranges));
    }
    return levels;
  }

  /**
   * Returns why a level cannot be served by the nodes that are up.
   *
   * @param replicas the replicas of each range; equal ones need to be given once only
   * @param nodes every node, with whether it is up
   * @return the shortage of the range that lacks most; empty when every range can be served
   */
  public static Optional<String> obstacle(
      ConsistencyLevel level,
      Collection<List<UUID>> replicas,
      KeyspaceReplication replication,
      String localDatacenter,
      Collection<ReplicaNode> nodes) {
    FaultTolerance ring = new FaultTolerance(replication, localDatacenter, nodes);
    return replicas.stream()
        .flatMap(
            each -> Requirement.of(level, each, replication, localDatacenter, ring.nodes).stream())
        .filter(requirement -> requirement.slack(ring.up) < 0)
        .min(Comparator.comparingInt(requirement -> requirement.slack(ring.up)))
        .map(requirement -> ring.shortage(level, requirement));
  }

  private String shortage(ConsistencyLevel level, Requirement requirement) {
    List<String> addresses =
        requirement.nodes().stream()
            .map(nodes::get)
            .filter(Objects::nonNull)
            .map(ReplicaNode::address)
            .sorted()
            .toList();
    return level
        + " needs "
        + requirement.needed()
        + " of the replicas ["
        + Listed.of(addresses, ", ")
        + "], of which "
        + (requirement.slack(up) + requirement.needed())
        + " can answer";
  }

  private LevelTolerance at(ConsistencyLevel level, List<TokenRange> ranges) {
    List<TokenRange> unservable = new ArrayList<>();
    List<TokenRange> atRisk = new ArrayList<>();
    Set<Requirement> tightest = new LinkedHashSet<>();
    int least = Integer.MAX_VALUE;
    for (TokenRange range : ranges) {
      List<Requirement> requirements =
          Requirement.of(level, range.replicas(), replication, localDatacenter, nodes);
      int slack = Integer.MAX_VALUE;
      for (Requirement requirement : requirements) {
        int own = requirement.slack(up);
        slack = Math.min(slack, own);
        if (own < least) {
          least = own;
          tightest.clear();
        }
        if (own == least) {
          tightest.add(requirement);
        }
      }
      if (slack < 0) {
        unservable.add(range);
      }
      if (slack < 0 || slack == 0 && !up.containsAll(range.replicas())) {
        atRisk.add(range);
      }
    }
    boolean servable = unservable.isEmpty() && least < Integer.MAX_VALUE;
    return new LevelTolerance(
        servable,
        servable ? least : 0,
        servable ? losses(tightest, least + 1) : List.of(),
        unservable,
        atRisk);
  }

  /** Returns the sets of {@code size} live nodes whose loss breaks one of these requirements. */
  private List<Set<UUID>> losses(Set<Requirement> tightest, int size) {
    Set<Set<UUID>> losses = new LinkedHashSet<>();
    for (Requirement requirement : tightest) {
      Set<UUID> live = new TreeSet<>(requirement.nodes());
      live.retainAll(up);
      choose(List.copyOf(live), 0, size, Set.of(), losses);
    }
    return List.copyOf(losses);
  }

  private static void choose(
      List<UUID> from, int next, int size, Set<UUID> chosen, Set<Set<UUID>> into) {
    if (chosen.size() == size) {
      into.add(chosen);
      return;
    }
    for (int i = next; i < from.size() && into.size() < MAX_LOSSES; i++) {
      Set<UUID> more = new HashSet<>(chosen);
      more.add(from.get(i));
      choose(from, i + 1, size, more, into);
    }
  }
}
