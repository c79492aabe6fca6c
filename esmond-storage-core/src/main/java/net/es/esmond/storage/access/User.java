package net.es.esmond.storage.access;

import java.util.Objects;

/**
 * A user of the archive.
 *
 * @param name unique, 1 to 150 characters
 * @param active whether the user's keys and address ranges count
 * @param staff whether Django lets the user into its administration pages
 * @param superuser whether Django grants the user every permission
 */
public record User(String name, boolean active, boolean staff, boolean superuser) {
  /** Refuses nulls. */
  public User {
    Objects.requireNonNull(name, "name");
  }
}
