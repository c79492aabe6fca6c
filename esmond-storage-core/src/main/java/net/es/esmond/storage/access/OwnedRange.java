package net.es.esmond.storage.access;

import java.util.Objects;

/**
 * An address range and its owner. A range has one owner.
 *
 * @param range the addresses
 * @param user the owner of the addresses
 */
public record OwnedRange(AddressRange range, User user) {
  /** Refuses nulls. */
  public OwnedRange {
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(user, "user");
  }
}
