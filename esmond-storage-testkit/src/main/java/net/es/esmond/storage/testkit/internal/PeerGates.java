package net.es.esmond.storage.testkit.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A gate for each pair of servers that talk to each other, so that one can be cut off. Thread-safe.
 */
public final class PeerGates {
  private final Map<Set<String>, Gate> gates = new HashMap<>();
  private final Set<String> cutOff = new HashSet<>();

  /** Returns the gate between two servers, by their names; the order does not matter. */
  public synchronized Gate between(String one, String other) {
    return gates.computeIfAbsent(
        Set.of(one, other),
        pair -> {
          Gate gate = new Gate();
          if (pair.stream().anyMatch(cutOff::contains)) {
            gate.cut();
          }
          return gate;
        });
  }

  /** Cuts every line of a server, those that are yet to come too. */
  public synchronized void cutOff(String name) {
    cutOff.add(name);
    gates.forEach(
        (pair, gate) -> {
          if (pair.contains(name)) {
            gate.cut();
          }
        });
  }

  /** Returns whether a server is cut off. */
  public synchronized boolean isCutOff(String name) {
    return cutOff.contains(name);
  }

  /** Restores a server's lines, but for those to servers that are cut off themselves. */
  public synchronized void restore(String name) {
    cutOff.remove(name);
    gates.forEach(
        (pair, gate) -> {
          if (pair.contains(name) && pair.stream().noneMatch(cutOff::contains)) {
            gate.restore();
          }
        });
  }
}
