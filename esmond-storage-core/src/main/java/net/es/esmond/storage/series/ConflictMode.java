package net.es.esmond.storage.series;

/**
 * What becomes of a point when a value is already stored for its time. {@link #KEEP}, {@link
 * #OVERWRITE} and {@link #ESMOND} read what is stored before they write: a request to read for each
 * request to write. Where the consistency levels of reads and writes overlap, they see every value
 * that was acknowledged before the write began. Of two instances that write different values for
 * the same time at the same moment, both may see nothing stored, and then the value with the later
 * write timestamp stands.
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
   * Nothing is read before the write: of all values written for a time, the one with the later
   * write timestamp stands. The write timestamp is this instance's clock at the time of the call,
   * and a later call of the same instance always has a later one. For imports, and for hosts that
   * never write a time twice.
   *
   * <p>A write costs the store half as many requests as under {@link #KEEP}, and waits for no other
   * write. In exchange a second value for a time replaces the first without a report, and a value
   * written by an instance whose clock is behind may lose to the one that it should replace. The
   * {@link WriteResult} counts every point as written, also one that was stored already or that
   * loses; it has no unchanged points and no conflicts. All else is as in the other modes: bad
   * points are refused, summaries are made again, and writing may be repeated.
   */
  UNCHECKED,
  /**
   * As {@link #KEEP}, by lightweight transactions, so that of several writers at the same moment
   * one wins and the others are told. It costs several times as much, and needs a majority of the
   * replicas in the local datacenter. All instances must open the archive so: a plain write would
   * not take part in the transactions.
   */
  STRICT
}
