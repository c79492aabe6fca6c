package net.es.esmond.storage.metadata;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * A range of times at which an event type was last written, both ends included.
 *
 * @param from the earliest time
 * @param to the latest time; empty for no limit
 */
public record TimeUpdated(Instant from, Optional<Instant> to) {
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  /**
   * Checks the order.
   *
   * @throws InvalidInputException when {@code to} is before {@code from}, or a year is not 1 to
   *     9999
   */
  public TimeUpdated {
    Objects.requireNonNull(to, "to");
    checkYear(from);
    to.ifPresent(TimeUpdated::checkYear);
    if (to.isPresent() && to.get().isBefore(from)) {
      throw new InvalidInputException(
          "time", from + " to " + to.get(), "Requested start time must be less than end time");
    }
  }

  private static void checkYear(Instant time) {
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw new InvalidInputException("time", time, "must be in the years 1 to 9999");
    }
  }
}
