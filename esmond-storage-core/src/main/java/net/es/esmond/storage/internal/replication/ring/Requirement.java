package net.es.esmond.storage.internal.replication.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.ReplicaNode;

/**
 * A number of nodes that must be up to serve a range at a level. All requirements of the level must
 * be met; only EACH_QUORUM has more than one.
 *
 * @param nodes the replicas that count
 * @param needed how many of these replicas must answer. As in Cassandra, this number follows from
 *     the configured replica count, even if there are fewer nodes
 */
record Requirement(Set<UUID> nodes, int needed) {
  Requirement {
    nodes = Set.copyOf(nodes);
  }

  /**
   * Returns how many of the nodes that are up may fail; less than zero when too many are down
   * already.
   */
  int slack(Set<UUID> up) {
    return (int) nodes.stream().filter(up::contains).count() - needed;
  }

  /** Returns the requirements of a level for the replicas of one range. */
  static List<Requirement> of(
      ConsistencyLevel level,
      List<UUID> replicas,
      KeyspaceReplication replication,
      String localDatacenter,
      Map<UUID, ReplicaNode> nodes) {
    Function<String, Set<UUID>> in = datacenter -> inDatacenter(replicas, datacenter, nodes);
    Set<UUID> all = Set.copyOf(replicas);
    int total = replication.total();
    return switch (level) {
      case ONE -> List.of(new Requirement(all, 1));
      case TWO -> List.of(new Requirement(all, 2));
      case THREE -> List.of(new Requirement(all, 3));
      case QUORUM -> List.of(new Requirement(all, majority(total)));
      case ALL -> List.of(new Requirement(all, total));
      case LOCAL_ONE -> List.of(new Requirement(in.apply(localDatacenter), 1));
      case LOCAL_QUORUM ->
          List.of(
              new Requirement(
                  in.apply(localDatacenter), majority(replication.replicasIn(localDatacenter))));
      case EACH_QUORUM -> eachQuorum(replication, all, in);
    };
  }

  private static List<Requirement> eachQuorum(
      KeyspaceReplication replication, Set<UUID> all, Function<String, Set<UUID>> in) {
    if (replication.isSimple()) {
      return List.of(new Requirement(all, majority(replication.total())));
    }
    List<Requirement> requirements = new ArrayList<>();
    replication
        .replicas()
        .forEach(
            (datacenter, count) -> {
              if (count > 0) {
                requirements.add(new Requirement(in.apply(datacenter), majority(count)));
              }
            });
    return requirements;
  }

  private static Set<UUID> inDatacenter(
      List<UUID> replicas, String datacenter, Map<UUID, ReplicaNode> nodes) {
    return Set.copyOf(
        replicas.stream()
            .filter(id -> nodes.containsKey(id) && nodes.get(id).datacenter().equals(datacenter))
            .toList());
  }

  private static int majority(int count) {
    return count / 2 + 1;
  }
}
