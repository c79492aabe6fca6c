package net.es.esmond.storage.sql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.Attempt;
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

  private static ServerState primary(HostPort server, long timeline) {
    return new ServerState(server, Role.PRIMARY, timeline, "primary", "");
  }

  private static ServerState standby(HostPort server) {
    return new ServerState(server, Role.STANDBY, 0, "standby", "");
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
  void a_server_that_refuses_writes_is_no_primary() {
    topology.report(new ServerState(A, Role.READ_ONLY, 1, "read-only", ""));
    topology.report(standby(B));

    assertThat(topology.primary()).isEmpty();
    assertThat(topology.standbys()).containsExactly(B);
  }

  @Test
  void refused_credentials_count_once_every_server_has_been_heard() {
    topology.report(down(A, "28P01"));
    assertThat(topology.credentialsRefused()).isFalse();
    topology.report(down(B, "08001"));
    assertThat(topology.credentialsRefused()).isTrue();
    topology.report(primary(B, 1));
    assertThat(topology.credentialsRefused()).isFalse();
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
}
