package net.es.esmond.storage.testkit.chaos.archive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Draws rounds of faults from nothing but a seed. Each round begins with the next fault of a
 * shuffled deck, so that all occur, and gets up to two more where the level stays reachable.
 */
final class FaultSchedule {
  private static final int NODES = 3;
  private static final int MOST_TOGETHER = 3;
  private static final int TRIES = 6;

  private final Random random;
  private final Reachability reachability;
  private final List<Fault> available;
  private final int longestStopMillis;
  private final Deque<Fault> deck = new ArrayDeque<>();

  /**
   * Prepares rounds.
   *
   * @param available faults that can be had
   * @param longestStopMillis how long a client may be stopped, and nothing else that long
   */
  FaultSchedule(Setting setting, Set<Fault> available, int longestStopMillis) {
    this.random = new Random(setting.seed());
    this.reachability = new Reachability(setting);
    this.available = List.copyOf(EnumSet.copyOf(available));
    this.longestStopMillis = longestStopMillis;
  }

  /** The next round: at least one fault, unless none that can be had leaves the level reachable. */
  List<PlannedFault> next() {
    List<PlannedFault> round = new ArrayList<>();
    for (int skipped = 0; round.isEmpty() && skipped < available.size(); skipped++) {
      addIfAllowed(round, dealt());
    }
    int wanted = 1 + random.nextInt(MOST_TOGETHER);
    for (int i = 0; i < TRIES && round.size() < wanted; i++) {
      addIfAllowed(round, available.get(random.nextInt(available.size())));
    }
    return List.copyOf(round);
  }

  private Fault dealt() {
    if (deck.isEmpty()) {
      List<Fault> all = new ArrayList<>(available);
      Collections.shuffle(all, random);
      deck.addAll(all);
    }
    return deck.remove();
  }

  private void addIfAllowed(List<PlannedFault> round, Fault fault) {
    List<PlannedFault> with = new ArrayList<>(round);
    with.add(planned(fault));
    if (reachability.allows(with)) {
      round.add(with.get(round.size()));
    }
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
