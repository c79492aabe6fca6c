package net.es.esmond.storage.testkit.memory;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.Refusal;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.replication.TokenRange;
import net.es.esmond.storage.replication.Verification;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.NodeFacts;
import net.es.esmond.storage.spi.NodeMaintenance;
import net.es.esmond.storage.spi.ReplicationPort;

/**
 * A simulated cluster whose replica count can be watched and changed; it holds no measurements.
 * Nodes are numbered from 1, with a token each, in rack {@code rack1} of the local datacenter
 * {@code dc1} unless they are placed elsewhere. Several archives may share it. Safe for use by many
 * threads.
 */
public final class InMemoryCluster {
  private static final String DATACENTER = "dc1";
  private static final long TOKENS_APART = 1000;

  private final int nodes;
  private final Set<Integer> down = new HashSet<>();
  private final Set<Integer> removed = new HashSet<>();
  private final Map<Integer, Place> places = new HashMap<>();
  private final Map<String, Integer> gcGrace = new HashMap<>(Map.of("raw_data", 864_000));
  private final Map<UUID, CompletableFuture<Void>> slow = new HashMap<>();
  private final List<String> history = new CopyOnWriteArrayList<>();
  private KeyspaceReplication replication;
  private Optional<KeyspaceReplication> auth = Optional.empty();
  private String commitLogSync = "";
  private List<Refusal> unsettled = List.of();
  private List<String> differences = List.of();
  private boolean maintenanceReachable = true;
  private Optional<ControlRecord> record = Optional.empty();

  /** Where a node stands. */
  private record Place(String datacenter, String rack) {}

  /**
   * Creates a cluster of nodes that are up.
   *
   * @param nodes how many
   * @param replicas replicas of each row, by NetworkTopologyStrategy
   */
  public InMemoryCluster(int nodes, int replicas) {
    this.nodes = nodes;
    this.replication = KeyspaceReplication.topology(Map.of(DATACENTER, replicas));
  }

  /**
   * Names a node.
   *
   * @param node its number
   * @return its host id
   */
  public UUID hostId(int node) {
    return new UUID(0, node);
  }

  /**
   * Returns how measurements are replicated.
   *
   * @return as it is now
   */
  public synchronized KeyspaceReplication replication() {
    return replication;
  }

  /**
   * Changes the replication behind the archives' backs.
   *
   * @param other how it is from now on
   */
  public synchronized void replication(KeyspaceReplication other) {
    replication = other;
  }

  /**
   * Takes a node down, or up again.
   *
   * @param node its number
   * @param isDown whether it is down
   */
  public synchronized void down(int node, boolean isDown) {
    if (isDown) {
      down.add(node);
    } else {
      down.remove(node);
    }
  }

  /**
   * Removes a node from the ring, as {@code nodetool removenode} does with a dead one.
   *
   * @param node its number
   */
  public synchronized void remove(int node) {
    removed.add(node);
  }

  /**
   * Sets how all nodes sync their commit logs.
   *
   * @param sync as the setting {@code commitlog_sync} says it; an empty text at first, for unknown
   */
  public synchronized void commitLogSync(String sync) {
    commitLogSync = sync;
  }

  /**
   * Places a node in a datacenter and a rack.
   *
   * @param node its number
   * @param datacenter its datacenter
   * @param rack its rack
   */
  public synchronized void place(int node, String datacenter, String rack) {
    places.put(node, new Place(datacenter, rack));
  }

  /**
   * Makes accounts necessary.
   *
   * @param other how they are replicated
   */
  public synchronized void accounts(KeyspaceReplication other) {
    auth = Optional.of(other);
  }

  /**
   * Sets a table's gc_grace_seconds.
   *
   * @param table a table
   * @param seconds its gc_grace_seconds
   */
  public synchronized void gcGrace(String table, int seconds) {
    gcGrace.put(table, seconds);
  }

  /**
   * Says why the ring must be left alone.
   *
   * @param reasons none when it is settled
   */
  public synchronized void unsettled(List<Refusal> reasons) {
    unsettled = List.copyOf(reasons);
  }

  /**
   * Says what a comparison of replicas finds.
   *
   * @param found what differs; nothing at first
   */
  public synchronized void differences(List<String> found) {
    differences = List.copyOf(found);
  }

  /**
   * Decides whether nodes can be told to repair and clean up.
   *
   * @param reachable true at first
   */
  public synchronized void maintenanceReachable(boolean reachable) {
    maintenanceReachable = reachable;
  }

  /**
   * Makes the next repairs of a node wait.
   *
   * @param node its number
   * @return ends them
   */
  public synchronized CompletableFuture<Void> holdRepairs(int node) {
    return slow.computeIfAbsent(hostId(node), id -> new CompletableFuture<>());
  }

  /** Lets repairs that begin from now on end at once; those that wait go on waiting. */
  public synchronized void holdNoRepairs() {
    slow.clear();
  }

  /**
   * Returns what was done to the cluster, in words such as {@code alter {dc1=2}}, {@code repair 1},
   * {@code cleanup 1} and {@code verify}.
   *
   * @return in order, so far
   */
  public List<String> history() {
    return List.copyOf(history);
  }

  /**
   * Returns what the archives agreed on.
   *
   * @return empty when they have not yet
   */
  public synchronized Optional<ControlRecord> record() {
    return record;
  }

  /**
   * Returns an archive's way to the cluster.
   *
   * @param maintained whether the archive tells nodes to repair; operators do otherwise
   * @return a port
   */
  public ReplicationPort port(boolean maintained) {
    return new Port(maintained);
  }

  private synchronized ClusterSnapshot snapshot() {
    return new ClusterSnapshot(
        DATACENTER,
        IntStream.rangeClosed(1, nodes)
            .filter(node -> !removed.contains(node))
            .mapToObj(this::facts)
            .toList(),
        replication,
        KeyspaceReplication.topology(Map.of(DATACENTER, Math.min(3, nodes))),
        auth,
        gcGrace,
        unsettled);
  }

  private NodeFacts facts(int node) {
    Place place = places.getOrDefault(node, new Place(DATACENTER, "rack1"));
    return new NodeFacts(
        new ReplicaNode(
            hostId(node), "10.0.0." + node, place.datacenter(), place.rack(), !down.contains(node)),
        Set.of(BigInteger.valueOf(TOKENS_APART * node)),
        "5.0",
        commitLogSync);
  }

  private synchronized boolean replace(ControlRecord next) {
    if (record.map(ControlRecord::version).orElse(0L) != next.version() - 1) {
      return false;
    }
    record = Optional.of(next);
    return true;
  }

  private synchronized CompletionStage<Void> maintain(String work, ReplicaNode node) {
    if (!maintenanceReachable) {
      return failedFuture(
          new StoreException(
              ErrorCode.STORE_UNAVAILABLE,
              StoreException.Store.CASSANDRA,
              "JMX is down",
              List.of(),
              null));
    }
    history.add(work + " " + node.hostId().getLeastSignificantBits());
    return work.equals("repair")
        ? slow.getOrDefault(node.hostId(), completedFuture(null))
        : completedFuture(null);
  }

  private final class Port implements ReplicationPort, NodeMaintenance {
    private final boolean maintained;

    Port(boolean maintained) {
      this.maintained = maintained;
    }

    @Override
    public CompletionStage<ClusterSnapshot> snapshot(Deadline deadline) {
      return completedFuture(InMemoryCluster.this.snapshot());
    }

    @Override
    public CompletionStage<Void> alter(KeyspaceReplication wanted, Deadline deadline) {
      history.add("alter " + wanted.replicas());
      replication(wanted);
      return completedFuture(null);
    }

    @Override
    public CompletionStage<Verification> verify(
        List<TokenRange> ranges, int partitions, Deadline deadline) {
      history.add("verify");
      synchronized (InMemoryCluster.this) {
        return completedFuture(new Verification(true, partitions, partitions, differences));
      }
    }

    @Override
    public CompletionStage<Optional<ControlRecord>> load(Deadline deadline) {
      return completedFuture(record());
    }

    @Override
    public CompletionStage<Boolean> replace(ControlRecord next, Deadline deadline) {
      return completedFuture(InMemoryCluster.this.replace(next));
    }

    @Override
    public Optional<NodeMaintenance> maintenance() {
      return maintained ? Optional.of(this) : Optional.empty();
    }

    @Override
    public void observed(ReplicationStatus status) {}

    @Override
    public CompletionStage<Void> repair(ReplicaNode node, IntConsumer percent, Deadline deadline) {
      return maintain("repair", node);
    }

    @Override
    public CompletionStage<Void> cleanup(ReplicaNode node, Deadline deadline) {
      return maintain("cleanup", node);
    }
  }
}
