package net.es.esmond.storage.sql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.health.ServerHealth;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.sql.internal.pool.ServerState.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopologyTest {
  private static final HostPort A = new HostPort("a", 5432);
  private static final HostPort B = new HostPort("b", 5432);

  private final Topology topology = new Topology(2);
  private final List<Boolean> heard = new ArrayList<>();

  @BeforeEach
  void listen() {
    topology.listen(heard::add);
  }

  private static final long CLUSTER = 7_000_000_000_000_000_001L;
  private static final long OTHER = 7_000_000_000_000_000_002L;

  private static ServerState primary(HostPort server, long timeline) {
    return primary(server, CLUSTER, timeline);
  }

  private static ServerState primary(HostPort server, long cluster, long timeline) {
    return new ServerState(server, Role.PRIMARY, cluster, timeline, "primary", "");
  }

  private static ServerState standby(HostPort server) {
    return new ServerState(server, Role.STANDBY, CLUSTER, 0, "standby", "");
  }

  private static ServerState down(HostPort server, String sqlState) {
    return ServerState.unreachable(server, new SQLException("down", sqlState));
  }

  @Test
  void at_the_start_all_servers_are_heard_first() {
    topology.report(primary(A, 1));
    assertThat(topology.primary()).isEmpty();

    topology.report(primary(B, 2));
    assertThat(topology.primary()).contains(B);
  }

  @Test
  void a_former_primary_returning_writable_is_never_used_again() {
    topology.report(primary(A, 1));
    topology.report(standby(B));
    topology.report(down(A, "08006"));
    assertThat(topology.primary()).isEmpty();
    topology.report(primary(B, 2));
    topology.report(primary(A, 1));
    topology.report(down(B, "08006"));

    assertThat(topology.primary()).isEmpty();
    assertThat(topology.isCurrent(primary(A, 1))).isFalse();
    assertThat(topology.attempts())
        .extracting(Attempt::toString)
        .anyMatch(text -> text.contains("older than timeline 2"));
  }

  @Test
  void a_promotion_beside_an_answering_primary_is_followed_and_announced() {
    topology.report(primary(A, 1));
    topology.report(standby(B));
    heard.clear();

    topology.report(primary(B, 2));

    assertThat(topology.primary()).contains(B);
    assertThat(heard).containsExactly(true);
  }

  @Test
  void a_newer_timeline_behind_the_same_address_is_a_promotion() {
    topology.report(primary(A, 1));
    topology.report(down(B, "08001"));
    ServerState before = primary(A, 1);
    heard.clear();

    topology.report(primary(A, 2));

    assertThat(heard).containsExactly(true);
    assertThat(topology.isCurrent(before)).isFalse();
  }

  @Test
  void a_silent_primary_keeps_its_connections_until_another_takes_over() {
    topology.report(primary(A, 1));
    topology.report(standby(B));
    topology.report(down(A, "08006"));
    assertThat(topology.isCurrent(primary(A, 1))).isTrue();

    topology.report(primary(B, 2));
    assertThat(topology.isCurrent(primary(A, 1))).isFalse();
  }

  @Test
  void a_server_without_room_for_a_connection_keeps_its_role() {
    topology.report(primary(A, 1));
    topology.report(standby(B));
    topology.report(down(A, "53300"));

    assertThat(topology.primary()).contains(A);
    assertThat(topology.state()).isEqualTo(StoreState.UP);
    assertThat(topology.attempts())
        .extracting(Attempt::toString)
        .anyMatch(text -> text.contains("53300"));

    topology.report(down(A, "08006"));
    topology.report(down(A, "53300"));
    assertThat(topology.primary()).isEmpty();
  }

  @Test
  void a_server_that_refuses_writes_is_no_primary() {
    topology.report(new ServerState(A, Role.READ_ONLY, CLUSTER, 1, "read-only", ""));
    topology.report(standby(B));

    assertThat(topology.primary()).isEmpty();
    assertThat(topology.standbys()).containsExactly(B);
  }

  @Test
  void a_refusal_counts_once_every_server_has_been_heard() {
    topology.report(down(A, "28P01"));
    assertThat(topology.refusal()).isEmpty();
    topology.report(down(B, "08001"));
    assertThat(topology.refusal()).isPresent();
    topology.report(primary(B, 1));
    assertThat(topology.refusal()).isEmpty();
  }

  @Test
  void a_refusing_standby_does_not_speak_for_a_restarting_primary() {
    topology.report(primary(A, 1));
    topology.report(down(B, "28P01"));
    topology.report(down(A, "08006"));
    assertThat(topology.refusal()).isEmpty();

    topology.report(down(A, "57P03"));
    assertThat(topology.refusal()).isEmpty();

    topology.report(down(A, "28P01"));
    assertThat(topology.refusal())
        .map(ServerState::refusalCode)
        .contains(ErrorCode.AUTHENTICATION_FAILED);
  }

  @Test
  void a_starting_server_may_accept_what_another_refuses() {
    topology.report(down(A, "57P03"));
    topology.report(down(B, "3D000"));
    assertThat(topology.refusal()).isEmpty();

    topology.report(down(A, "3D000"));
    assertThat(topology.refusal()).map(ServerState::refusalCode).contains(ErrorCode.STORE_REFUSED);
  }

  @Test
  void a_stray_server_of_another_cluster_never_takes_over() {
    topology.report(primary(A, 1));
    topology.report(standby(B));
    topology.report(primary(B, OTHER, 9));
    assertThat(topology.primary()).contains(A);
    topology.report(down(A, "08006"));

    assertThat(topology.primary()).isEmpty();
    assertThat(topology.isCurrent(primary(B, OTHER, 9))).isFalse();
    assertThat(topology.attempts())
        .extracting(Attempt::toString)
        .anyMatch(text -> text.contains("of another cluster"));
  }

  @Test
  void at_the_start_a_standby_tells_a_cluster_from_a_stray() {
    topology.report(primary(A, OTHER, 1));
    topology.report(standby(B));

    assertThat(topology.primary()).isEmpty();
  }

  @Test
  void at_the_start_the_newer_timeline_decides_between_two_clusters() {
    topology.report(primary(A, OTHER, 1));
    topology.report(primary(B, CLUSTER, 3));

    assertThat(topology.primary()).contains(B);
  }

  @Test
  void a_new_cluster_at_the_primarys_address_replaces_the_old() {
    topology.report(primary(A, 5));
    topology.report(standby(B));
    topology.report(down(A, "08001"));
    topology.report(primary(A, OTHER, 1));
    assertThat(topology.primary()).as("while the old standby is there").isEmpty();
    heard.clear();

    topology.report(down(B, "08001"));

    assertThat(topology.primary()).contains(A);
    assertThat(heard).as("registrations and touches are repeated").containsExactly(true);
    assertThat(topology.isCurrent(primary(A, 5))).isFalse();
  }

  @Test
  void the_loss_of_the_last_primary_is_announced_once() {
    List<String> losses = new ArrayList<>();
    topology.onLoss(() -> losses.add("lost"));
    topology.report(primary(A, 1));
    topology.report(standby(B));
    assertThat(topology.state()).isEqualTo(StoreState.UP);

    topology.report(down(A, "08006"));
    topology.report(down(A, "08006"));
    assertThat(losses).hasSize(1);
    assertThat(topology.state()).isEqualTo(StoreState.DOWN);

    topology.report(primary(B, 2));
    assertThat(topology.state()).isEqualTo(StoreState.DEGRADED);
    topology.report(standby(A));
    topology.report(down(A, "08006"));
    assertThat(losses).as("a standby is no primary").hasSize(1);
  }

  @Test
  void health_has_the_words_of_the_root_and_the_obstacle() {
    Instant now = Instant.parse("2026-11-30T00:00:00Z");
    Duration minute = Duration.ofMinutes(1);
    SQLException refused =
        new SQLException("Connection failed.", "08001", new ConnectException("Connection refused"));
    assertThat(topology.health(now, minute).state()).isEqualTo(StoreState.CONNECTING);
    topology.report(primary(A, 1));
    topology.report(standby(B));
    assertThat(topology.health(now, minute).canServe()).isTrue();
    assertThat(topology.health(now, minute).reason()).isEmpty();

    topology.report(ServerState.unreachable(A, refused));
    StoreHealth lost = topology.health(now, minute);
    assertThat(lost.state()).isEqualTo(StoreState.DOWN);
    assertThat(lost.reason())
        .contains(
            "a:5432: Connection failed. (SQLState 08001): Connection refused; b:5432: standby");
    assertThat(lost.cannotWrite().orElseThrow()).contains("PT1M");
    assertThat(lost.down()).extracting(ServerHealth::server).containsExactly("a:5432");

    topology.report(primary(B, 2));
    StoreHealth half = topology.health(now, minute);
    assertThat(half.state()).isEqualTo(StoreState.DEGRADED);
    assertThat(half.canServe()).isTrue();
    assertThat(half.reason().orElseThrow()).startsWith("a:5432").doesNotContain("b:5432");
  }

  @Test
  void waiting_ends_when_a_primary_appears_or_time_is_up() throws Exception {
    assertThat(topology.awaitPrimary(1)).isEmpty();
    topology.report(standby(B));
    Thread reporter = new Thread(() -> topology.report(primary(A, 1)));
    reporter.start();

    assertThat(topology.awaitPrimary(60_000)).contains(A);
    reporter.join();
  }

  @Test
  void an_absent_class_ends_all_waiting_and_is_named() throws Exception {
    topology.report(ServerState.unreachable(A, new NoClassDefFoundError("org/example/A")));
    topology.report(ServerState.unreachable(B, new NoClassDefFoundError("org/example/A")));

    assertThat(topology.awaitPrimary(60_000)).isEmpty();
    assertThat(topology.refusal().flatMap(ServerState::fault).orElseThrow())
        .hasMessageContaining("org/example/A");
    assertThat(topology.attempts())
        .extracting(Attempt::answer)
        .allMatch(answer -> answer.contains("org/example/A"));
  }

  @Test
  void a_driver_that_throws_is_asked_again_and_named() {
    topology.report(ServerState.unreachable(A, new IllegalStateException("odd answer")));
    topology.report(down(B, "08001"));

    assertThat(topology.refusal()).isEmpty();
    assertThat(topology.attempts())
        .extracting(Attempt::toString)
        .anyMatch(text -> text.contains("odd answer"));
  }

  @Test
  void closing_ends_all_waiting() throws Exception {
    Thread closer = new Thread(topology::close);
    closer.start();

    assertThat(topology.awaitPrimary(60_000)).isEmpty();
    closer.join();
  }
}
