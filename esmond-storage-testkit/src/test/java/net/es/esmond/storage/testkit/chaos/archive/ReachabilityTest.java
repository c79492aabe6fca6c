package net.es.esmond.storage.testkit.chaos.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReachabilityTest {
  private static final Setting QUORUM = Setting.of(1);
  private static final Setting ONE = Setting.of(4);
  private static final Setting STRICT_OF_TWO = Setting.of(6);

  private static PlannedFault fault(Fault fault, int target) {
    return new PlannedFault(fault, target, 0, 1000, 0);
  }

  private static boolean allows(Setting setting, PlannedFault... together) {
    return new Reachability(setting).allows(List.of(together));
  }

  @Test
  void one_node_may_be_away() {
    assertThat(Stream.of(QUORUM, ONE)).allMatch(s -> allows(s, fault(Fault.NODE_KILLED, 1)));
    assertThat(Stream.of(QUORUM, ONE))
        .noneMatch(s -> allows(s, fault(Fault.NODE_KILLED, 1), fault(Fault.NODE_HUNG, 2)));
  }

  @Test
  void no_node_may_be_away_where_a_majority_is_all() {
    assertThat(allows(STRICT_OF_TWO, fault(Fault.NODE_HUNG, 1))).isFalse();
    assertThat(allows(STRICT_OF_TWO, fault(Fault.NODE_SLOW, 1))).isTrue();
  }

  @Test
  void a_slow_node_may_be_slow_beside_one_that_is_away() {
    assertThat(allows(QUORUM, fault(Fault.NODE_KILLED, 1), fault(Fault.NODE_SLOW, 2))).isTrue();
    assertThat(allows(QUORUM, fault(Fault.NODE_KILLED, 1), fault(Fault.NODE_SLOW, 1))).isFalse();
  }

  @Test
  void a_change_of_the_ring_needs_all_nodes_well() {
    PlannedFault change = fault(Fault.REPLICAS_CHANGED, 0);

    assertThat(allows(QUORUM, change)).isTrue();
    assertThat(allows(QUORUM, change, fault(Fault.NODE_SLOW, 1))).isFalse();
    assertThat(allows(QUORUM, change, fault(Fault.NODE_REPLACED, 2))).isFalse();
    assertThat(allows(QUORUM, change, fault(Fault.PRIMARY_KILLED, 0))).isTrue();
  }

  @Test
  void a_node_is_lost_for_good_only_where_others_have_its_points() {
    assertThat(allows(QUORUM, fault(Fault.NODE_REPLACED, 1))).isTrue();
    assertThat(allows(ONE, fault(Fault.NODE_REPLACED, 1))).isFalse();
  }

  @Test
  void one_thing_at_a_time_happens_to_postgres() {
    assertThat(allows(QUORUM, fault(Fault.PRIMARY_KILLED, 0), fault(Fault.STANDBY_KILLED, 0)))
        .isFalse();
  }

  @Test
  void a_client_that_forgets_is_kept_from_an_asynchronous_failover() {
    PlannedFault failover = fault(Fault.PRIMARY_KILLED_STANDBY_PROMOTED, 0);

    assertThat(allows(QUORUM, failover, fault(Fault.CLIENT_KILLED, 1))).isTrue();
    assertThat(allows(ONE, failover, fault(Fault.CLIENT_KILLED, 1))).isFalse();
    assertThat(allows(ONE, failover, fault(Fault.CLIENT_CLOCK_OFF, 1))).isTrue();
  }

  @Test
  void one_client_goes_on_working() {
    assertThat(allows(QUORUM, fault(Fault.CLIENT_KILLED, 1), fault(Fault.CLIENT_STOPPED, 2)))
        .isTrue();
    assertThat(
            allows(
                QUORUM,
                fault(Fault.CLIENT_KILLED, 1),
                fault(Fault.CLIENT_STOPPED, 2),
                fault(Fault.CLIENT_REFUSED, 3)))
        .isFalse();
  }

  @Test
  void a_node_that_forgets_leaves_others_time_to_sync() {
    List<PlannedFault> kill = List.of(fault(Fault.NODE_KILLED, 1));
    List<PlannedFault> hang = List.of(fault(Fault.NODE_HUNG, 2));

    assertThat(Reachability.millisBetween(hang, kill)).isGreaterThan(10_000);
    assertThat(Reachability.millisBetween(kill, hang)).isGreaterThan(10_000);
    assertThat(Reachability.millisBetween(hang, hang)).isLessThan(10_000);
    assertThat(Reachability.millisBetween(hang, List.of(fault(Fault.CLIENT_KILLED, 1))))
        .isLessThan(10_000);
  }
}
