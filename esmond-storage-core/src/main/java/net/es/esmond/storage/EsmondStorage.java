package net.es.esmond.storage;

/** Being written: the entry point. */
public final class EsmondStorage {
  private EsmondStorage() {}
}
