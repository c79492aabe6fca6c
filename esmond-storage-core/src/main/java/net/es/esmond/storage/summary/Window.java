package net.es.esmond.storage.summary;

import java.time.Instant;
import java.util.Objects;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.Series;

/**
 * A window of time that a summary covers; its start is the time of the summary's point.
 *
 * @param start first instant
 * @param end first instant after it
 */
public record Window(Instant start, Instant end) {

  /**
   * Refuses an empty window.
   *
   * @throws InvalidInputException when the window does not end after its start
   */
  public Window {
    Objects.requireNonNull(end, "end");
    if (!start.isBefore(end)) {
      throw new InvalidInputException("end", end, "of a window must be after its start, " + start);
    }
  }

  /**
   * Returns the window that a base point belongs to. Windows are aligned to 1970-01-01T00:00:00Z,
   * so that shorter ones lie within longer ones that they divide. Where the series has no window (0
   * seconds), each point is summarised by itself.
   *
   * @param summary the series of summaries
   * @param time time of the base point
   * @return its window
   */
  public static Window of(Series summary, Instant time) {
    long length = summary.windowSeconds();
    if (length == 0) {
      return new Window(time, time.plusMillis(1));
    }
    long start = Math.floorDiv(time.getEpochSecond(), length) * length;
    return new Window(Instant.ofEpochSecond(start), Instant.ofEpochSecond(start + length));
  }

  /**
   * Says whether a time lies within this window.
   *
   * @param time any time
   * @return true from the start to just before the end
   */
  public boolean contains(Instant time) {
    return !time.isBefore(start) && time.isBefore(end);
  }
}
