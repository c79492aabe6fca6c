package net.es.esmond.storage.progress;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far long work has come.
 *
 * @param work the kind of the work, which says what its items are
 * @param done number of items done, failed ones included
 * @param total number of items in all, as counted when the work began; empty while the number is
 *     not known
 * @param perSecond items done per second since the work began; 0 or more
 * @param ended whether this is the last report of the work, which has then ended for any reason
 */
public record Progress(
    LongWork work, long done, OptionalLong total, double perSecond, boolean ended) {

  /**
   * Estimates how long the rest takes, at the rate so far.
   *
   * @return empty while the number of items or the rate is not known
   */
  public Optional<Duration> left() {
    return total.isEmpty() || perSecond <= 0
        ? Optional.empty()
        : Optional.of(
            Duration.ofSeconds((long) (Math.max(0, total.getAsLong() - done) / perSecond)));
  }
}
