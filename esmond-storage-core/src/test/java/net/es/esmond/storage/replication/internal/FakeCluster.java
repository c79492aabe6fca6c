package net.es.esmond.storage.replication.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import net.es.esmond.storage.Deadline;
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

/** A cluster in memory that several instances share; keeps the history of what was done to it. */
final class FakeCluster {
  volatile List<NodeFacts> nodes;
  volatile KeyspaceReplication replication;
  volatile Optional<KeyspaceReplication> auth = Optional.empty();
  volatile List<Refusal> unsettled = List.of();
  volatile Verification verification = new Verification(true, 10, 100, List.of());
  volatile boolean jmxUp = true;

  /** Nodes whose repair does not end until it is completed here. */
  final Map<UUID, CompletableFuture<Void>> slow = new HashMap<>();

  final Map<String, Integer> grace = new HashMap<>(Map.of("raw_data", 864_000));
  final List<String> history = new CopyOnWriteArrayList<>();
  private Optional<ControlRecord> record = Optional.empty();
  private String leaseOwner = "";
  private long leaseEndNanos = System.nanoTime();

  FakeCluster(int nodes, int replicas) {
    this.nodes = Rings.even(nodes);
    this.replication = KeyspaceReplication.topology(Map.of("dc1", replicas));
  }

  synchronized Optional<ControlRecord> record() {
    return record;
  }

  /** An instance's way to the cluster. */
  ReplicationPort port(boolean withJmx) {
    return new Port(withJmx);
  }

  private final class Port implements ReplicationPort, NodeMaintenance {
    private final boolean withJmx;

    Port(boolean withJmx) {
      this.withJmx = withJmx;
    }

    @Override
    public CompletionStage<ClusterSnapshot> snapshot(Deadline deadline) {
      return completedFuture(
          new ClusterSnapshot("dc1", nodes, replication, auth, grace, unsettled));
    }

    @Override
    public CompletionStage<Void> alter(KeyspaceReplication wanted, Deadline deadline) {
      history.add("alter " + wanted.replicas());
      replication = wanted;
      return completedFuture(null);
    }

    @Override
    public CompletionStage<Verification> verify(
        List<TokenRange> ranges, int partitions, Deadline deadline) {
      history.add("verify");
      return completedFuture(verification);
    }

    @Override
    public CompletionStage<Optional<ControlRecord>> load(Deadline deadline) {
      return completedFuture(record());
    }

    @Override
    public CompletionStage<Boolean> replace(ControlRecord next, Deadline deadline) {
      synchronized (FakeCluster.this) {
        if (record.map(ControlRecord::version).orElse(0L) != next.version() - 1) {
          return completedFuture(false);
        }
        record = Optional.of(next);
        return completedFuture(true);
      }
    }

    @Override
    public CompletionStage<Boolean> lease(String owner, Duration duration, Deadline deadline) {
      synchronized (FakeCluster.this) {
        boolean free = leaseEndNanos - System.nanoTime() <= 0 || leaseOwner.equals(owner);
        if (free) {
          leaseOwner = owner;
          leaseEndNanos = System.nanoTime() + duration.toNanos();
        }
        return completedFuture(free);
      }
    }

    @Override
    public CompletionStage<Void> release(String owner, Deadline deadline) {
      synchronized (FakeCluster.this) {
        if (leaseOwner.equals(owner)) {
          leaseEndNanos = System.nanoTime();
        }
        return completedFuture(null);
      }
    }

    @Override
    public Optional<NodeMaintenance> maintenance() {
      return withJmx ? Optional.of(this) : Optional.empty();
    }

    @Override
    public void observed(ReplicationStatus status) {}

    @Override
    public CompletionStage<Void> repair(ReplicaNode node, IntConsumer percent, Deadline deadline) {
      if (!jmxUp) {
        return unreachable();
      }
      history.add("repair " + node.hostId().getLeastSignificantBits());
      return slow.getOrDefault(node.hostId(), completedFuture(null));
    }

    @Override
    public CompletionStage<Void> cleanup(ReplicaNode node, Deadline deadline) {
      if (!jmxUp) {
        return unreachable();
      }
      history.add("cleanup " + node.hostId().getLeastSignificantBits());
      return completedFuture(null);
    }

    private CompletionStage<Void> unreachable() {
      return failedFuture(
          new StoreException(
              ErrorCode.STORE_UNAVAILABLE,
              StoreException.Store.CASSANDRA,
              "JMX is down",
              new ArrayList<>(),
              null));
    }
  }
}
