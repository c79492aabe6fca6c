package net.es.esmond.storage.access;

import java.util.Objects;

/**
 * An address range and its owner. A range has one owner.
 *
 * @param range the addresses
 * @param user whom they belong to
 */
public record OwnedRange(AddressRange range, User user) {
  /** Refuses nulls. */
  public OwnedRange {
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(user, "user");
  }
}
