package net.es.esmond.storage.internal.metadata;

/** When the last-updated time of an event type is written after a write. */
public enum Announce {
  /** As the store of metadata is configured. */
  AS_CONFIGURED,
  /** Before the write is acknowledged. */
  AT_ONCE,
  /** Not at all. */
  NEVER
}
