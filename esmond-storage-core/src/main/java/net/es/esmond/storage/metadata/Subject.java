package net.es.esmond.storage.metadata;

/** Placeholder, being written. */
public interface Subject {}
