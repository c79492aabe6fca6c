package net.es.esmond.storage.testkit.chaos.archive;

import java.util.Locale;

/** What can happen to a part of the whole, and what that takes away while it lasts. */
enum Fault {
  NODE_KILLED(Part.NODE, Effect.AWAY_AND_FORGETS),
  NODE_RESTARTED(Part.NODE, Effect.AWAY),
  NODE_MOVED(Part.NODE, Effect.AWAY),
  NODE_HUNG(Part.NODE, Effect.AWAY),
  NODE_CUT_OFF_FROM_CLIENTS(Part.NODE, Effect.AWAY),
  NODE_CUT_OFF_FROM_PEERS(Part.NODE, Effect.AWAY),
  NODE_SLOW(Part.NODE, Effect.SERVES),
  NODE_CLOCK_OFF(Part.NODE, Effect.SERVES),
  NODE_DISK_FULL(Part.NODE, Effect.AWAY_AND_FORGETS),
  NODE_REPLACED(Part.RING, Effect.AWAY_AND_FORGETS),
  NODE_ADDED_AND_DECOMMISSIONED(Part.RING, Effect.SERVES),
  REPLICAS_CHANGED(Part.RING, Effect.SERVES),
  PRIMARY_KILLED(Part.POSTGRES, Effect.AWAY),
  PRIMARY_HUNG(Part.POSTGRES, Effect.AWAY),
  PRIMARY_KILLED_STANDBY_PROMOTED(Part.POSTGRES, Effect.PROMOTES),
  PRIMARY_HUNG_STANDBY_PROMOTED(Part.POSTGRES, Effect.PROMOTES),
  PRIMARY_READ_ONLY(Part.POSTGRES, Effect.AWAY),
  PRIMARY_CUT_OFF_FROM_CLIENTS(Part.POSTGRES, Effect.AWAY),
  PRIMARY_CUT_OFF_FROM_STANDBY(Part.POSTGRES, Effect.AWAY),
  PRIMARY_DISK_FULL(Part.POSTGRES, Effect.AWAY),
  STANDBY_KILLED(Part.POSTGRES, Effect.AWAY),
  CLIENT_STOPPED(Part.CLIENT, Effect.AWAY),
  CLIENT_KILLED(Part.CLIENT, Effect.AWAY_AND_FORGETS),
  CLIENT_CLOCK_OFF(Part.CLIENT, Effect.SERVES),
  CLIENT_REFUSED(Part.CLIENT, Effect.AWAY);

  /** What a fault happens to. */
  enum Part {
    NODE,
    RING,
    POSTGRES,
    CLIENT
  }

  private enum Effect {
    SERVES,
    AWAY,
    /** Away, and without what it took in the last seconds: of a node, its commit log's period. */
    AWAY_AND_FORGETS,
    PROMOTES
  }

  private final Part part;
  private final Effect effect;

  Fault(Part part, Effect effect) {
    this.part = part;
    this.effect = effect;
  }

  Part part() {
    return part;
  }

  /** Whether the part serves nobody, or not everybody, while the fault lasts. */
  boolean takesAway() {
    return effect != Effect.SERVES;
  }

  boolean forgets() {
    return effect == Effect.AWAY_AND_FORGETS;
  }

  boolean promotes() {
    return effect == Effect.PROMOTES;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
