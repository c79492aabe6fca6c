package net.es.esmond.storage.replication;

/** What a read does that cannot have every replica while a repair is due. */
public enum WhenIncomplete {
  /** It is repeated at the configured level, and its page says that it may be incomplete. */
  MARK,
  /** It fails, as any read does whose level cannot be had. */
  FAIL
}
