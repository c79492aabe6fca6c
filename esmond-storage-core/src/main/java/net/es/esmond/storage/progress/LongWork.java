package net.es.esmond.storage.progress;

/**
 * The kinds of work that may take minutes or hours, each with the items that its progress counts.
 */
public enum LongWork {
  /** Writing a stream of points; counts points. */
  BULK_WRITE,

  /** Storing the summaries of windows that have closed; counts partitions of base points. */
  SUMMARIES,

  /** Applying the retention policies; counts partitions first, then tests. */
  RETENTION,

  /** Deleting the data of deleted tests; counts tests. */
  DELETIONS,

  /** Repairing one node for a change of the replica count; counts percent. */
  REPAIR,

  /** An import; counts parts of its source, such as files or records, twice. */
  IMPORT,

  /** An export; counts records. */
  EXPORT
}
