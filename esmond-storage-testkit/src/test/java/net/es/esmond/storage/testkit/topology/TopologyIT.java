package net.es.esmond.storage.testkit.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One case, of vnodes and two versions; {@link Topology} has them all. */
class TopologyIT {

  @Test
  void nothing_fails_and_nothing_is_lost_in_an_upgrade() {
    Outcome outcome = Case.UPGRADE.run("127.0.33.21");

    System.out.println(Outcome.HEAD + "\n" + outcome.line(Case.UPGRADE.name()));
    assertThat(outcome.holds()).as(outcome.toString()).isTrue();
  }
}
