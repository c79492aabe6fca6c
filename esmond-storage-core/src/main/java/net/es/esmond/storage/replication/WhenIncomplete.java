package net.es.esmond.storage.replication;

/** Choices for a read that cannot have every replica while a repair is due. */
public enum WhenIncomplete {
  /**
   * The read is repeated at the configured level, and its page is marked as possibly incomplete.
   */
  MARK,
  /** The read fails, like every read for which too few replicas answer. */
  FAIL
}
