package net.es.esmond.storage.replication;

import java.util.List;
import java.util.Objects;

/**
 * A recommendation to the operator. The library itself takes no action on it.
 *
 * @param topic what the advice is about, for programs
 * @param text the advice in words, for people
 * @param commands the commands to type, in this order
 */
public record Advice(Topic topic, String text, List<String> commands) {

  /** The topics of advice. */
  public enum Topic {
    /** A table's gc_grace_seconds is 0. */
    GC_GRACE,
    /** The keyspace system_auth, which holds the accounts, has fewer replicas than measurements. */
    SYSTEM_AUTH,
    /**
     * The control keyspace has fewer than three replicas, there are nodes for more, and no change
     * of replication is under way.
     */
    CONTROL,
    /** The keyspace's strategy knows neither datacenters nor racks. */
    STRATEGY,
    /** A node is down, and a change of replication waits for it. */
    NODE_DOWN,
    /** Someone changed the replica count, and repairs are due. */
    REPAIR,
    /** Nodes still hold rows of ranges that they no longer replicate. */
    CLEANUP,
    /** Nodes lose the last acknowledged points when they are killed together. */
    COMMIT_LOG
  }

  /** Copies the commands. */
  public Advice {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(text, "text");
    commands = List.copyOf(commands);
  }
}
