package net.es.esmond.storage.testkit.served;

/** What clients reach the instances by. */
interface Front extends AutoCloseable {
  /** An address, or a name with several. */
  String host();

  /** The port at all of these addresses. */
  int port();

  /** Waits until the front has noticed that an instance serves, or does not, as far as it tells. */
  default void awaitInstance(boolean serving) {}

  /** Kills the balancer that is active, and returns what brings it back. */
  default Runnable killActive() {
    throw new UnsupportedOperationException();
  }

  /** Says whether a failure is one that the page names. */
  default boolean names(Fault fault, Failure failure) {
    return false;
  }

  /** What else there is to say of the last fault. */
  default String remark() {
    return "";
  }

  @Override
  void close();
}
