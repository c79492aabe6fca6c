package net.es.esmond.storage.testkit.chaos.archive;

/** What a process did. */
enum Kind {
  REGISTER,
  DELETE,
  WRITE,
  BULK,
  PAGE,
  SUMMARIES,
  SEARCH,
  FOLLOW,
  SWEEP,
  /** A process did not get to run: it was held, or the machine was busy. */
  STALL,
  /** A process closed its storage in good order; what was left of it. */
  CLOSE
}
