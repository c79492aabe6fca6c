package net.es.esmond.storage.series;

/**
 * The rule for a point whose time already has a stored value. {@link #KEEP}, {@link #OVERWRITE} and
 * {@link #ESMOND} read what is stored before they write: a request to read for each request to
 * write. This lookup asks as many replicas as it takes to miss nothing that was acknowledged before
 * the write began (R + W &gt; RF): both of two replicas at LOCAL_ONE. While one of them does not
 * answer, the lookup asks at the configured levels, and {@link WriteResult#unverified} counts the
 * points that were written then. If two instances write different values for the same time at the
 * same moment, both may see nothing stored. Then the value with the later write timestamp stays.
 *
 * <p>With replicas in several datacenters a lookup asks the local one only, unless the configured
 * levels reach beyond, and its points count as unverified. The levels QUORUM or EACH_QUORUM for
 * writes make it sure.
 */
public enum ConflictMode {
  /**
   * The stored value stays; the default. An equal value is a success, and a different value is
   * reported as a conflict.
   */
  KEEP,
  /** The new value replaces the stored value, whatever the clocks of other instances say. */
  OVERWRITE,
  /**
   * Points are treated as esmond treats them. A stored integer, float or percentage stays, and even
   * an equal value is a conflict. Histograms, JSON documents and subintervals are replaced.
   */
  ESMOND,
  /**
   * Nothing is read before the write: of all values written for a time, the one with the later
   * write timestamp stands. The write timestamp is this instance's clock at the time of the call,
   * and a later call of the same instance always has a later one. This mode is for imports, and for
   * hosts that write each time once.
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
   * The rule of {@link #KEEP}, enforced by lightweight transactions: one of several writers at the
   * same moment wins, and the others get a conflict. A write costs several times as much, and needs
   * a majority of the replicas in the local datacenter. All instances must open the archive in this
   * mode, because a plain write would not take part in the transactions.
   */
  STRICT
}
