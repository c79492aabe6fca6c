package net.es.esmond.storage.metadata;

/** Placeholder, being written. */
public final class Registration {
  private Registration() {}
}
