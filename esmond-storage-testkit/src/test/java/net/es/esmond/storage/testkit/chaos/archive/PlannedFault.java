package net.es.esmond.storage.testkit.chaos.archive;

/**
 * A fault of a round.
 *
 * @param target the number of the node or client, from 1; 0 where there is but one
 * @param afterMillis when it begins, from the begin of the round
 * @param forMillis how long it lasts
 * @param amount of what the fault sets off, in milliseconds, for faults that do
 */
record PlannedFault(Fault fault, int target, int afterMillis, int forMillis, int amount) {

  boolean is(Fault.Part part) {
    return fault.part() == part;
  }

  /** What it happens to, for people. */
  String on() {
    return switch (fault.part()) {
      case NODE -> "node " + target;
      case RING -> target == 0 ? "the ring" : "node " + target;
      case POSTGRES -> "PostgreSQL";
      case CLIENT -> "client-" + target;
    };
  }

  @Override
  public String toString() {
    return "%s: %s for %s ms".formatted(on(), fault, forMillis);
  }
}
