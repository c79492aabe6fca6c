package net.es.esmond.storage.testkit.chaos.archive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Draws rounds of faults from nothing but a seed. Each round deals two or three faults of a
 * shuffled deck: the next one, and later ones where the level stays reachable; one where no other
 * may be added. All occur before any occurs again.
 */
final class FaultSchedule {
  private static final int NODES = 3;
  private static final int MOST_TOGETHER = 3;

  private final Random random;
  private final Reachability reachability;
  private final List<Fault> available;
  private final int longestStopMillis;
  private final List<Fault> deck = new ArrayList<>();

  /**
   * Prepares rounds.
   *
   * @param available faults that can be had, each of which leaves the level reachable by itself
   * @param longestStopMillis how long a client may be stopped, and nothing else that long
   */
  FaultSchedule(Setting setting, Set<Fault> available, int longestStopMillis) {
    this.random = new Random(setting.seed());
    this.reachability = new Reachability(setting);
    this.available = List.copyOf(EnumSet.copyOf(available));
    this.longestStopMillis = longestStopMillis;
  }

  /** The next round: at least one fault. */
  List<PlannedFault> next() {
    if (deck.isEmpty()) {
      deck.addAll(available);
      Collections.shuffle(deck, random);
    }
    int wanted = MOST_TOGETHER - random.nextInt(2);
    List<PlannedFault> round = new ArrayList<>();
    deck.removeIf(fault -> round.size() < wanted && isAdded(round, planned(fault)));
    return List.copyOf(round);
  }

  private boolean isAdded(List<PlannedFault> round, PlannedFault planned) {
    round.add(planned);
    if (!reachability.allows(round)) {
      round.remove(planned);
      return false;
    }
    return true;
  }

  private PlannedFault planned(Fault fault) {
    int target =
        switch (fault.part()) {
          case NODE -> 1 + random.nextInt(NODES);
          case CLIENT -> 1 + random.nextInt(Reachability.CLIENTS);
          case RING -> fault == Fault.NODE_REPLACED ? 1 + random.nextInt(NODES) : 0;
          case POSTGRES -> 0;
        };
    int longest = fault == Fault.CLIENT_STOPPED ? longestStopMillis : 9_000;
    int amount =
        switch (fault) {
          case NODE_SLOW -> 50 + random.nextInt(450);
          case NODE_CLOCK_OFF, CLIENT_CLOCK_OFF -> (random.nextInt(1200) - 600) * 1000;
          default -> 0;
        };
    return new PlannedFault(
        fault, target, random.nextInt(2000), 1000 + random.nextInt(longest - 1000), amount);
  }
}
