package net.es.esmond.storage.testkit.chaos.archive;

import java.util.List;

/** Says which faults may happen together, so that every call can still be served in its time. */
record Reachability(Setting setting) {
  static final int CLIENTS = 3;

  /** Whether the faults of one round leave what the checks rely on. */
  boolean allows(List<PlannedFault> together) {
    return eachPartOnce(together)
        && nodesServe(together)
        && postgresComesBack(together)
        && clientsWork(together);
  }

  private static boolean eachPartOnce(List<PlannedFault> together) {
    return together.stream().map(PlannedFault::on).distinct().count() == together.size();
  }

  private boolean nodesServe(List<PlannedFault> together) {
    long away =
        together.stream()
            .filter(fault -> !fault.is(Fault.Part.CLIENT))
            .filter(fault -> !fault.is(Fault.Part.POSTGRES))
            .filter(fault -> fault.fault().takesAway())
            .count();
    long ofTheRing = count(together, Fault.Part.RING);
    // A node that is lost for good takes along what was acknowledged by it alone.
    boolean lostForGood = together.stream().anyMatch(fault -> fault.fault() == Fault.NODE_REPLACED);
    // Streaming and repairs need all nodes, and nodes that agree on the time.
    return away <= setting.toleratedNodes()
        && (setting.readsSeeWrites() || !lostForGood)
        && (ofTheRing == 0 || ofTheRing == 1 && count(together, Fault.Part.NODE) == 0);
  }

  private boolean postgresComesBack(List<PlannedFault> together) {
    boolean promoted = together.stream().anyMatch(fault -> fault.fault().promotes());
    boolean forgotten =
        together.stream()
            .anyMatch(fault -> fault.is(Fault.Part.CLIENT) && fault.fault().takesAway());
    // Only a process that lives on repeats what an asynchronous standby had not received.
    return count(together, Fault.Part.POSTGRES) <= 1
        && (setting.synchronous() || !promoted || !forgotten);
  }

  private static boolean clientsWork(List<PlannedFault> together) {
    return together.stream()
            .filter(fault -> fault.is(Fault.Part.CLIENT))
            .filter(fault -> fault.fault().takesAway())
            .count()
        < CLIENTS;
  }

  private static long count(List<PlannedFault> together, Fault.Part part) {
    return together.stream().filter(fault -> fault.is(part)).count();
  }

  /**
   * How long all must have been well before the next round. A node that is killed forgets what its
   * commit log has not synced, ten seconds; meanwhile another one must not be the only one to have
   * it.
   */
  static int millisBetween(List<PlannedFault> before, List<PlannedFault> next) {
    boolean forgets =
        before.stream().anyMatch(Reachability::forgetsPoints)
            || next.stream().anyMatch(Reachability::forgetsPoints);
    return forgets ? 12_000 : 2_000;
  }

  private static boolean forgetsPoints(PlannedFault fault) {
    return !fault.is(Fault.Part.CLIENT) && fault.fault().forgets();
  }
}
