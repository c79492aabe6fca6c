package net.es.esmond.storage.internal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.es.esmond.storage.cluster.ClockStatus;
import net.es.esmond.storage.spi.ServerTime;

/**
 * What several servers' clocks come to: the median. Of an even number of clocks it is the one of
 * the two in the middle that is nearer to the host's own, which is a further witness.
 *
 * @param hostBehind how far the host's clock is behind the median
 * @param ahead how far each server's clock is ahead of it
 */
record TimeAgreement(Duration hostBehind, Map<String, Duration> ahead) {
  /**
   * Compares clocks.
   *
   * @param times what the servers' clocks said, one at least
   * @param host what the host's clock says now
   * @param nanos now, by {@link System#nanoTime}
   */
  static TimeAgreement of(List<ServerTime> times, Instant host, long nanos) {
    Map<String, Duration> behind = new LinkedHashMap<>();
    times.forEach(each -> behind.put(each.server(), Duration.between(host, each.at(nanos))));
    List<Duration> sorted = behind.values().stream().sorted().toList();
    Duration lower = sorted.get((sorted.size() - 1) / 2);
    Duration upper = sorted.get(sorted.size() / 2);
    Duration median = lower.abs().compareTo(upper.abs()) <= 0 ? lower : upper;
    behind.replaceAll((server, offset) -> rounded(offset.minus(median)));
    return new TimeAgreement(median, behind);
  }

  /** Rounds to milliseconds: nothing finer can be known of another machine's clock. */
  static Duration rounded(Duration difference) {
    Duration half = difference.plusNanos(500_000);
    return half.minusNanos(half.getNano() % 1_000_000);
  }

  /** Says which clocks are to be corrected when the servers disagree. */
  Optional<String> disagreement() {
    Duration first = ahead.values().stream().min(Duration::compareTo).orElse(Duration.ZERO);
    Duration last = ahead.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
    if (last.minus(first).compareTo(ClockStatus.TOLERANCE) <= 0) {
      return Optional.empty();
    }
    String far =
        ahead.entrySet().stream()
            .filter(each -> each.getValue().equals(first) || each.getValue().equals(last))
            .filter(each -> !each.getValue().isZero())
            .sorted(Map.Entry.comparingByKey())
            .map(each -> each.getKey() + " by " + each.getValue())
            .collect(Collectors.joining(", "));
    return Optional.of(
        "the servers' clocks must be within "
            + ClockStatus.TOLERANCE
            + " of each other, but are ahead of the median: "
            + far
            + "; correct these clocks");
  }
}
