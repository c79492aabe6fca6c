package net.es.esmond.storage.conf;

/** When the word that points were written reaches the metadata. */
public enum TouchMode {
  /**
   * Soon after the point was acknowledged: touches of one event type are merged and written
   * together with others. A crash may lose those of the last interval, unless there is a journal;
   * it never loses data.
   */
  BEHIND,
  /** Before the point is acknowledged to its caller; callers share transactions. */
  SYNC,
  /** As {@link #BEHIND}, but each event type no more often than once in a given time. */
  AT_MOST_EVERY
}
