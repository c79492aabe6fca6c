package net.es.esmond.storage.testkit.chaos.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
  /** As many as a run of ten minutes has at least. */
  private static final int ROUNDS = 14;

  private static Set<Fault> available(long seed) {
    return new Facilities(Map.of()).under(Setting.of(seed)).available();
  }

  private static List<List<PlannedFault>> rounds(long seed, int count) {
    FaultSchedule schedule = new FaultSchedule(Setting.of(seed), available(seed), 60_000);
    return Stream.generate(schedule::next).limit(count).toList();
  }

  @Test
  void equal_seeds_give_equal_rounds() {
    assertThat(rounds(3, 20)).isEqualTo(rounds(3, 20)).isNotEqualTo(rounds(9, 20));
  }

  @Test
  void every_round_leaves_the_level_reachable() {
    for (long seed = 1; seed <= 12; seed++) {
      Reachability reachability = new Reachability(Setting.of(seed));

      assertThat(rounds(seed, 100)).allMatch(round -> !round.isEmpty());
      assertThat(rounds(seed, 100)).allMatch(reachability::allows);
    }
  }

  @Test
  void all_faults_occur_in_a_run_and_some_together() {
    Set<Integer> sizes = new TreeSet<>();
    for (long seed = 1; seed <= 10; seed++) {
      List<List<PlannedFault>> rounds = rounds(seed, ROUNDS);

      assertThat(rounds.stream().flatMap(List::stream).map(PlannedFault::fault))
          .as("seed %s", seed)
          .containsAll(available(seed));
      rounds.forEach(round -> sizes.add(round.size()));
    }
    assertThat(sizes).containsExactly(1, 2, 3);
  }

  @Test
  void only_clients_are_held_for_long() {
    assertThat(rounds(1, 200).stream().flatMap(List::stream))
        .filteredOn(planned -> planned.fault() != Fault.CLIENT_STOPPED)
        .allMatch(planned -> planned.forMillis() < 10_000);
  }
}
