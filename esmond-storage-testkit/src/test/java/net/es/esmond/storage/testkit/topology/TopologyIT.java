package net.es.esmond.storage.testkit.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Some cases; {@link Topology} has them all. */
class TopologyIT {

  @ParameterizedTest
  @EnumSource(names = {"VNODES", "UPGRADE"})
  void nothing_fails_and_nothing_is_lost(Case each) {
    Outcome outcome = each.run("127.0.33.21");

    System.out.println(Outcome.HEAD + "\n" + outcome.line(each.name()));
    assertThat(outcome.holds()).as(outcome.toString()).isTrue();
  }
}
