package net.es.esmond.storage.testkit;

import java.util.List;

/** Servers that belong together, and that a test leaves as it found them. Thread-safe. */
public interface ServerGroup extends AutoCloseable {

  /**
   * Returns all servers of the group.
   *
   * @return in a fixed order, whatever they are doing
   */
  List<? extends Server> servers();

  /**
   * Ends all faults: restores the network, resumes what is paused, starts what is stopped, and
   * waits until everything serves. Does nothing to a group that is whole.
   *
   * @throws ServerException if a server does not come back in time
   */
  void heal();

  /**
   * Bounds the faults of a block.
   *
   * <pre>{@code
   * try (ServerGroup.Faults faults = ring.faults()) {
   *   ring.node(2).pause();
   * } // node 2 serves again, whatever happened
   * }</pre>
   *
   * @return heals the group when closed
   */
  default Faults faults() {
    return this::heal;
  }

  /** Kills the servers and removes their data, unless its folder was given. May be repeated. */
  @Override
  void close();

  /** A block in which servers may be harmed. */
  @FunctionalInterface
  interface Faults extends AutoCloseable {
    /** Heals the group. */
    @Override
    void close();
  }
}
