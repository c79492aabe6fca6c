package net.es.esmond.storage.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerGatesTest {
  private final PeerGates gates = new PeerGates();

  @Test
  void each_pair_has_one_gate_whoever_opens_the_connection() {
    assertThat(gates.between("a", "b")).isSameAs(gates.between("b", "a"));
    assertThat(gates.between("a", "b")).isNotSameAs(gates.between("a", "c"));
  }

  @Test
  void a_server_is_cut_off_on_later_connections_too() {
    Gate before = gates.between("a", "b");
    gates.cutOff("a");
    assertThat(before.isOpen()).isFalse();
    assertThat(gates.between("c", "a").isOpen()).isFalse();
    assertThat(gates.between("c", "b").isOpen()).isTrue();
  }

  @Test
  void a_line_is_restored_once_neither_server_is_cut_off() {
    gates.cutOff("a");
    gates.cutOff("b");
    Gate between = gates.between("a", "b");
    gates.restore("a");
    assertThat(between.isOpen()).isFalse();
    gates.restore("b");
    assertThat(between.isOpen()).isTrue();
  }
}
