package net.es.esmond.storage.internal.query;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.es.esmond.storage.error.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters that esmond takes alike in queries for records and in queries for points:
 * times, a limit and an offset.
 */
public final class EsmondParameters {
  /** The name of the parameter that limits the number of results. */
  public static final String LIMIT = "limit";

  /** The name of the parameter that says how many results to skip. */
  public static final String OFFSET = "offset";

  /** The names of the parameters that {@link #times} reads. */
  public static final Set<String> TIMES = Set.of("time", "time-start", "time-end", "time-range");

  private EsmondParameters() {}

  /**
   * A range of times, both ends included.
   *
   * @param from first time
   * @param to last time; empty for no limit
   */
  public record TimeRange(Instant from, Optional<Instant> to) {}

  /**
   * Reads a range of times. Where esmond does, it prefers one parameter to another: {@code time} to
   * all, and the ends to the length.
   *
   * @param parameters values by name
   * @param clock the present time, from which a length without ends is counted back
   * @return the range as given, be its end before its start; empty without such a parameter
   * @throws InvalidInputException when a time is no integer, or too large to be a time
   */
  public static Optional<TimeRange> times(Map<String, String> parameters, Clock clock) {
    boolean start = parameters.containsKey("time-start");
    boolean end = parameters.containsKey("time-end");
    boolean range = parameters.containsKey("time-range");
    if (parameters.containsKey("time")) {
      long time = seconds(parameters, "time");
      return between(time, time);
    }
    if (start && end) {
      return between(seconds(parameters, "time-start"), seconds(parameters, "time-end"));
    }
    if (start && range) {
      long from = seconds(parameters, "time-start");
      return between(from, from + seconds(parameters, "time-range"));
    }
    if (end && range) {
      long to = seconds(parameters, "time-end");
      return between(to - seconds(parameters, "time-range"), to);
    }
    if (start) {
      return since(seconds(parameters, "time-start"));
    }
    if (end) {
      return between(0, seconds(parameters, "time-end"));
    }
    if (range) {
      return since(clock.instant().getEpochSecond() - seconds(parameters, "time-range"));
    }
    return Optional.empty();
  }

  private static Optional<TimeRange> between(long from, long to) {
    return Optional.of(new TimeRange(instant(from), Optional.of(instant(to))));
  }

  private static Optional<TimeRange> since(long from) {
    return Optional.of(new TimeRange(instant(from), Optional.empty()));
  }

  private static Instant instant(long seconds) {
    try {
      return Instant.ofEpochSecond(seconds);
    } catch (DateTimeException e) {
      throw new InvalidInputException("time", seconds, "must be in the years 1 to 9999");
    }
  }

  /** Reads a number of seconds; its bounds keep later sums from overflowing. */
  private static long seconds(Map<String, String> parameters, String name) {
    String value = parameters.getOrDefault(name, "").strip();
    if (!value.matches("[+-]?\\d{1,18}")) {
      throw new InvalidInputException(name, value, "Time parameter must be an integer");
    }
    return Long.parseLong(value);
  }

  /**
   * Reads a limit or an offset. esmond ignores an odd one.
   *
   * @param value the value; null when it is absent
   * @param min smallest number that counts
   * @param byDefault what stands for an absent or odd value
   * @return the number
   */
  public static long count(@Nullable String value, long min, long byDefault) {
    String text = value == null ? "" : value.strip();
    if (!text.matches("[+-]?\\d{1,18}")) {
      return byDefault;
    }
    long number = Long.parseLong(text);
    return number < min ? byDefault : number;
  }
}
