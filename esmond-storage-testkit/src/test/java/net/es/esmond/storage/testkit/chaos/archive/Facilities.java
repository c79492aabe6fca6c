package net.es.esmond.storage.testkit.chaos.archive;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What can be had on this machine, or in a run of this length.
 *
 * @param skipped faults that cannot, and why
 */
record Facilities(Map<Fault, String> skipped) {
  private static final Set<Fault> OF_DISKS =
      EnumSet.of(Fault.NODE_DISK_FULL, Fault.PRIMARY_DISK_FULL);

  /** Names the only faults that are wanted, with commas between, to look into some. */
  private static final String ONLY_PROPERTY = "chaos.faults";

  /** Everything that the machine gives. */
  static Facilities ofMachine(Path scratch) {
    Map<Fault, String> skipped = new EnumMap<>(Fault.class);
    String noDisk = SmallDisk.unavailable(scratch);
    if (!noDisk.isEmpty()) {
      OF_DISKS.forEach(fault -> skipped.put(fault, noDisk));
    }
    List<String> only =
        List.of(System.getProperty(ONLY_PROPERTY, "").toUpperCase(Locale.ROOT).split(","));
    for (Fault fault : Fault.values()) {
      if (!only.contains("") && !only.contains(fault.name())) {
        skipped.putIfAbsent(fault, "not among " + ONLY_PROPERTY);
      }
    }
    return new Facilities(skipped);
  }

  /**
   * What a short run has time for: no faults that take minutes, and a ring that starts from the
   * image of all others.
   */
  static Facilities ofShortRun() {
    Map<Fault, String> skipped = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      if (fault.part() == Fault.Part.RING
          || OF_DISKS.contains(fault)
          || fault == Fault.NODE_CLOCK_OFF) {
        skipped.put(fault, "in long runs only");
      }
    }
    return new Facilities(skipped);
  }

  /** Leaves out faults that leave the level unreachable under a setting, by themselves. */
  Facilities under(Setting setting) {
    Map<Fault, String> all = new EnumMap<>(Fault.class);
    all.putAll(skipped);
    Reachability reachability = new Reachability(setting);
    for (Fault fault : Fault.values()) {
      if (!reachability.allows(List.of(new PlannedFault(fault, 1, 0, 0, 0)))) {
        all.putIfAbsent(fault, "the level would be unreachable with " + setting);
      }
    }
    return new Facilities(all);
  }

  Set<Fault> available() {
    Set<Fault> available = EnumSet.allOf(Fault.class);
    available.removeAll(skipped.keySet());
    return available;
  }

  boolean hasDisks() {
    return available().stream().anyMatch(OF_DISKS::contains);
  }

  boolean hasNodeClocks() {
    return available().contains(Fault.NODE_CLOCK_OFF);
  }
}
