package net.es.esmond.storage.conf;

/**
 * Says when {@code time_updated} of an event type is written after its points. Whatever the mode, a
 * search by time finds what its own storage wrote before, and single calls may have the update
 * written at once, by {@link net.es.esmond.storage.Archive#announcingAtOnce}.
 */
public enum TouchMode {
  /**
   * The update is written soon after the point was acknowledged. Updates of one event type are
   * merged, and written together with others. A crash may lose the updates of the last interval,
   * unless there is a journal; it never loses points.
   */
  WRITE_BEHIND,
  /** The update is written before the point is acknowledged; callers share transactions. */
  SYNC,
  /**
   * Updates follow as in {@link #WRITE_BEHIND}, but each event type is updated at most once in a
   * given time.
   */
  AT_MOST_EVERY
}
