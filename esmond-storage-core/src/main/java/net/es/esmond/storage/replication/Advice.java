package net.es.esmond.storage.replication;

import java.util.List;
import java.util.Objects;

/**
 * Something an operator had better do; nothing is done about it by itself.
 *
 * @param topic for programs
 * @param text for people
 * @param commands what to type, in this order
 */
public record Advice(Topic topic, String text, List<String> commands) {

  /** Topics. */
  public enum Topic {
    /** A table's gc_grace_seconds is 0. */
    GC_GRACE,
    /** Accounts have fewer replicas than measurements. */
    SYSTEM_AUTH,
    /** What instances must agree on has fewer than three replicas, and there are nodes for more. */
    CONTROL,
    /** The keyspace's strategy knows neither datacenters nor racks. */
    STRATEGY,
    /** Someone changed the replica count, and repairs are due. */
    REPAIR,
    /** Nodes still hold what they need not. */
    CLEANUP
  }

  /** Copies the commands. */
  public Advice {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(text, "text");
    commands = List.copyOf(commands);
  }
}
