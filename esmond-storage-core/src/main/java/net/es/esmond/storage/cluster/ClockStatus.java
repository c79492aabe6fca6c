package net.es.esmond.storage.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The clocks of an archive, compared with its time. The archive's time is the median of its
 * servers' clocks. Clocks are right when they are within five seconds.
 *
 * @param host how far the clock of this host is ahead, negative when it is behind; empty before the
 *     first server has answered
 * @param servers how far each server's clock is ahead, negative when it is behind; those that
 *     answered last
 * @param problem why no instance that sees the same stores summaries, applies retention or deletes
 *     data now; empty when the time is known
 */
public record ClockStatus(
    Optional<Duration> host, Map<String, Duration> servers, Optional<String> problem) {
  /** How far two clocks of an archive may differ. */
  public static final Duration TOLERANCE = Duration.ofSeconds(5);

  /** Copies the map. */
  public ClockStatus {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(problem, "problem");
    servers = Map.copyOf(servers);
  }

  /**
   * Lists the clocks that are wrong by more than five seconds.
   *
   * @return how far each is ahead, by the name of its server or {@code this host}
   */
  public Map<String, Duration> wrong() {
    Map<String, Duration> wrong = new TreeMap<>(servers);
    host.ifPresent(ahead -> wrong.put("this host", ahead));
    wrong.values().removeIf(ahead -> ahead.abs().compareTo(TOLERANCE) <= 0);
    return wrong;
  }

  /**
   * Describes the clocks that are wrong, for a health page.
   *
   * @return a line for each, in the order of their names; none when all are right
   */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    wrong()
        .forEach(
            (name, ahead) ->
                warnings.add(
                    "the clock of "
                        + name
                        + " is "
                        + ahead.abs()
                        + (ahead.isNegative() ? " behind" : " ahead of")
                        + " the archive's time; correct it"));
    return warnings;
  }
}
