package net.es.esmond.storage.internal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.es.esmond.storage.internal.replication.ring.Ring;
import net.es.esmond.storage.replication.KeyspaceReplication;
import net.es.esmond.storage.replication.PlanStep;
import net.es.esmond.storage.replication.ReplicaNode;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.spi.ClusterSnapshot;
import net.es.esmond.storage.spi.ControlRecord;
import net.es.esmond.storage.spi.NodeFacts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Changes that begin, crash, and are called off at any moment, on a model of a ring: reads know
 * whenever a replica may lack rows, and no replica is dropped before a repair of all nodes.
 */
class ChangeModelTest {
  private static final int NODES = 3;
  private static final int EVENTS = 60;
  private static final String DATACENTER = "dc1";
  private static final Instant NOW = Instant.EPOCH;

  private final List<String> told = new ArrayList<>();

  /** Replicas 1 to this one have every row. */
  private int whole = 1;

  /** The nodes that were repaired for the present stage, since its ALTER. */
  private final Set<UUID> repaired = new HashSet<>();

  private KeyspaceReplication actual = replicas(1);
  private ControlRecord record = ControlRecordTransitions.first(actual);

  static IntStream seeds() {
    return IntStream.range(0, 500);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void no_read_and_no_drop_relies_on_a_replica_that_lacks_rows(int seed) {
    Random random = new Random(seed);

    for (int i = 0; i < EVENTS; i++) {
      switch (random.nextInt(6)) {
        case 0 -> start(1 + random.nextInt(NODES));
        case 1 -> cancel(random.nextBoolean());
        default -> drive(random.nextInt(4) > 0);
      }
      check(seed);
    }
    for (int i = 0; i < EVENTS && record.change().isPresent(); i++) {
      drive(true);
      check(seed);
    }

    assertThat(record.change()).as("seed %d: %s", seed, told).isEmpty();
    assertThat(record.settled()).isEqualTo(actual);
    assertThat(whole).isEqualTo(count());
  }

  private void check(int seed) {
    assertThat(count() <= whole || Stage.repairDue(record))
        .as("seed %d: reads know that a replica lacks rows: %s", seed, told)
        .isTrue();
  }

  private void start(int count) {
    if (record.change().isEmpty() && !actual.equals(replicas(count))) {
      told.add("start " + count);
      become(ControlRecordTransitions.started(record, replicas(count), DATACENTER, "me", NOW));
    }
  }

  /** Calls the change off, while the driver may already have sent its ALTER. */
  private void cancel(boolean alterUnderWay) {
    ControlRecord calledOff = ControlRecordTransitions.calledOff(record, DATACENTER, "me", NOW);
    told.add("cancel");
    if (alterUnderWay
        && noticed().equals(record)
        && next().map(step -> step.kind() == PlanStep.Kind.ALTER).orElse(false)) {
      alter(record.change().orElseThrow().stage());
    }
    become(calledOff);
  }

  private ControlRecord noticed() {
    return ControlRecordTransitions.noticed(record, actual, DATACENTER, "me", NOW);
  }

  /** Replaces the record. Repairs for one change, or stage, do not count for another one. */
  private void become(ControlRecord next) {
    if (!stage(next).equals(stage(record))) {
      repaired.clear();
    }
    record = next;
  }

  private static Optional<List<Object>> stage(ControlRecord record) {
    return record.change().map(change -> List.of(change.id(), change.stage()));
  }

  /** Does the next step as the driver does it. A driver that crashes does not record it. */
  private void drive(boolean recorded) {
    if (!noticed().equals(record)) {
      told.add("notice");
      become(noticed());
      return;
    }
    if (record.change().isEmpty()) {
      return;
    }
    ReplicationChange change = record.change().get();
    if (Stage.isCalledOffUnaltered(change)) {
      told.add("end");
      become(ControlRecordTransitions.ended(record));
      return;
    }
    PlanStep step = next().orElseThrow();
    switch (step.kind()) {
      case ALTER -> {
        alter(change.stage());
        move(recorded, ReplicationChange::withAltered);
      }
      case REPAIR -> {
        UUID node = step.node().orElseThrow().hostId();
        told.add("repair " + node.getLeastSignificantBits());
        repaired.add(node);
        if (repaired.size() == NODES) {
          whole = count();
        }
        move(recorded, c -> c.withRepaired(node));
      }
      case CLEANUP -> {
        UUID node = step.node().orElseThrow().hostId();
        told.add("cleanup " + node.getLeastSignificantBits());
        move(recorded, c -> c.withCleaned(node));
      }
      case VERIFY -> {
        told.add("verify");
        become(ControlRecordTransitions.settled(record, change, DATACENTER));
      }
    }
  }

  private void alter(KeyspaceReplication to) {
    told.add("alter " + to.replicas());
    int count = to.replicasIn(DATACENTER);
    if (count < count()) {
      assertThat(repaired).as("repaired before a replica is dropped: %s", told).hasSize(NODES);
    }
    actual = to;
    whole = Math.min(whole, count);
    repaired.clear();
  }

  private void move(boolean recorded, UnaryOperator<ReplicationChange> move) {
    if (recorded) {
      record = record.moved(move);
    }
  }

  private Optional<PlanStep> next() {
    return record.change().isEmpty()
        ? Optional.empty()
        : Stage.remaining("esmond", record, cluster(), new Ring(cluster().nodes()).nodes()).stream()
            .findFirst();
  }

  private ClusterSnapshot cluster() {
    return new ClusterSnapshot(
        DATACENTER,
        IntStream.rangeClosed(1, NODES).mapToObj(ChangeModelTest::node).toList(),
        actual,
        replicas(NODES),
        Optional.empty(),
        Map.of(),
        List.of());
  }

  private static NodeFacts node(int number) {
    return new NodeFacts(
        new ReplicaNode(new UUID(0, number), "10.0.0." + number, DATACENTER, "rack1", true),
        Set.of(BigInteger.valueOf(number)),
        "5.0",
        "");
  }

  private int count() {
    return actual.replicasIn(DATACENTER);
  }

  private static KeyspaceReplication replicas(int count) {
    return KeyspaceReplication.topology(Map.of(DATACENTER, count));
  }
}
