package net.es.esmond.storage.spi;

/**
 * The way in which a storage opens its back ends.
 *
 * @param inBackground whether opening returns at once: the back end connects in the background for
 *     as long as that takes, and calls wait for the connection until their deadline
 * @param readOnly whether the back end creates nothing and writes nothing, so that privileges to
 *     read suffice. The storage sends no write to such a back end; what the back end writes of its
 *     own accord, it must leave out
 */
public record Opening(boolean inBackground, boolean readOnly) {
  /** Opening waits for the store, creates what is absent, and serves reads and writes. */
  public static final Opening DEFAULT = new Opening(false, false);
}
