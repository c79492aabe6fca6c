package net.es.esmond.storage.testkit.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.ReplicationManager;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.ReplicationChange;
import net.es.esmond.storage.replication.ReplicationState;
import net.es.esmond.storage.replication.ReplicationStatus;
import net.es.esmond.storage.replication.WhenIncomplete;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What takes minutes, and what may go wrong while a replica count changes: {@code -Preplication}.
 */
class ReplicationCampaign {
  private static final Duration LONG = Duration.ofMinutes(5);

  private static ReplicationRing ring;

  @BeforeAll
  static void start() {
    ring = new ReplicationRing("127.0.32.11");
  }

  @AfterAll
  static void stop() {
    ring.close();
  }

  @Test
  void up_to_three_and_back_under_load_fails_no_request() {
    Measurements measurements = ring.measured("cycle");
    try (EsmondStorage storage = ring.open("cycle", 2, ring.overJmx());
        Load load = new Load(storage, measurements, 2)) {
      ReplicationManager replication = storage.replication();
      for (int count : new int[] {2, 3, 2}) {
        replication.apply(replication.plan(count));
        assertThat(replication.awaitChange(LONG).change()).isEmpty();
        ring.check("cycle", count, measurements);
        System.out.println("at " + count + " replicas: " + load);
      }
      load.close();
      assertThat(load.failed).hasValue(0);
      assertThat(load.wrong).hasValue(0);
    }
  }

  @Test
  void another_instance_finishes_what_a_killed_owner_began() throws Exception {
    Measurements measurements = ring.measured("killed");
    try (EsmondStorage heir = ring.open("killed", 2, ring.overJmx())) {
      Process owner = Owner.start(ring.ring(), "killed", 2);
      try {
        await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> ReplicationRing.change(heir).filter(this::isUnderRepair).isPresent());
      } finally {
        owner.destroyForcibly();
      }
      long killed = System.nanoTime();
      assertThat(heir.replication().status().states()).contains(ReplicationState.REPAIR_DUE);

      ReplicationStatus after = heir.replication().awaitChange(LONG);
      System.out.printf(
          "finished %.1f s after the owner was killed%n", (System.nanoTime() - killed) / 1e9);

      assertThat(after.states()).containsExactly(ReplicationState.IN_SYNC);
      ring.check("killed", 2, measurements);
    }
  }

  @Test
  void a_node_lost_during_repair_is_repaired_once_back() {
    Measurements measurements = ring.measured("lost");
    try (EsmondStorage storage = ring.open("lost", 2, ring.overJmx());
        EsmondStorage strict =
            ring.open(
                "lost", 2, ReplicationRing.byOperator().withWhenIncomplete(WhenIncomplete.FAIL))) {
      storage.replication().apply(storage.replication().plan(2));
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> ReplicationRing.change(storage).filter(this::isUnderRepair).isPresent());
      ring.ring().node(3).kill();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  ReplicationRing.change(storage)
                      .flatMap(ReplicationChange::problem)
                      .filter(problem -> problem.contains("NODE_DOWN"))
                      .isPresent());
      assertThat(storage.archive().readPage(measurements.query(0)).possiblyIncomplete()).isTrue();
      assertThatThrownBy(
              () ->
                  strict
                      .archive()
                      .withTimeout(Duration.ofSeconds(2))
                      .readPages(measurements.queries()))
          .isInstanceOf(StoreException.class);
      ring.ring().node(3).start();

      assertThat(storage.replication().awaitChange(LONG).states())
          .containsExactly(ReplicationState.IN_SYNC);
      ring.check("lost", 2, measurements);
    }
  }

  /** The first node is repaired, and the second one is being. */
  private boolean isUnderRepair(ReplicationChange change) {
    return !change.repaired().isEmpty();
  }
}
