package net.es.esmond.storage;

/**
 * What becomes of a point when a value is already stored for its time. Except in {@link #STRICT},
 * what is stored is read first: of two instances that write different values for the same time at
 * the same moment, both may see nothing stored, and then the later write stands.
 */
public enum ConflictMode {
  /**
   * The stored value stays. The same value again is success, another one is a conflict, which is
   * reported. The default.
   */
  KEEP,
  /** The new value replaces what is stored, whatever the clocks of other instances say. */
  OVERWRITE,
  /**
   * As esmond does: a stored integer, float or percentage stays, and even the same value again is a
   * conflict; histograms, JSON documents and subintervals are replaced.
   */
  ESMOND,
  /**
   * As {@link #KEEP}, by lightweight transactions, so that of several writers at the same moment
   * one wins and the others are told. It costs several times as much, and needs a majority of the
   * replicas in the local datacenter. All instances must open the archive so: a plain write would
   * not take part in the transactions.
   */
  STRICT
}
