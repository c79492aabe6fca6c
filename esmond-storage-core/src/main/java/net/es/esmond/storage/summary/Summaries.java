package net.es.esmond.storage.summary;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;

/** Pure functions about summaries: which exist, from what they are computed, and their values. */
public final class Summaries {

  private Summaries() {}

  /**
   * Says whether esmond has summaries of a series' type for the values of its event type.
   *
   * @param series any series
   * @return false for base points, and where esmond has no such summary of the values' type
   */
  public static boolean allowed(Series series) {
    return series.eventType().valueType().summaries().contains(series.summaryType());
  }

  static void checkAllowed(Series series) {
    if (!allowed(series)) {
      throw new InvalidInputException(
          "summary-type",
          series.summaryType(),
          "Summary type "
              + series.summaryType()
              + " not allowed for event-type "
              + series.eventType());
    }
  }

  /**
   * Finds the best source of a summary: the kept summaries with the longest window that divides the
   * summary's own window, or else the base points.
   *
   * @param summary the series of summaries to make
   * @param kept the series that are kept; others than this one's event type are passed over
   * @return the series whose points, added up, make this one's
   */
  public static Series source(Series summary, Collection<Series> kept) {
    return sources(summary, kept).get(0);
  }

  /**
   * Lists the possible sources of a summary, best first. These are the kept summaries whose windows
   * divide the summary's own window, the longest first, and then the base points.
   *
   * @param summary the series of summaries to make
   * @param kept the series that are kept; others than this one's event type are passed over
   * @return the series whose points, added up, make this one's; the base points last
   */
  public static List<Series> sources(Series summary, Collection<Series> kept) {
    return Stream.concat(
            kept.stream()
                .filter(other -> composes(summary, other))
                .sorted(Comparator.comparingLong(Series::windowSeconds).reversed()),
            Stream.of(Series.base(summary.metadataKey(), summary.eventType())))
        .toList();
  }

  private static boolean composes(Series summary, Series part) {
    boolean statistics = summary.summaryType() == SummaryType.STATISTICS;
    SummaryType partType = statistics ? SummaryType.AGGREGATION : summary.summaryType();
    return part.metadataKey().equals(summary.metadataKey())
        && part.eventType() == summary.eventType()
        && part.summaryType() == partType
        && part.windowSeconds() > 0
        && summary.windowSeconds() > 0
        && summary.windowSeconds() % part.windowSeconds() == 0
        && (statistics || part.windowSeconds() < summary.windowSeconds());
  }

  /**
   * Computes the summaries of base points.
   *
   * @param summary the series of summaries to make
   * @param base base points, in any order; windows at either end are summarised as far as they go
   * @return a point at the start of each window that has base points, oldest first
   * @throws InvalidInputException when there is no such summary, or a sum exceeds 64 bits
   */
  public static List<Point> of(Series summary, Iterable<Point> base) {
    checkAllowed(summary);
    Map<Window, Accumulator> windows = new TreeMap<>(Comparator.comparing(Window::start));
    for (Point point : base) {
      windows
          .computeIfAbsent(Window.of(summary, point.time()), window -> Accumulator.of(summary))
          .add(point.value(), 1);
    }
    List<Point> summaries = new ArrayList<>();
    windows.forEach((window, made) -> summaries.add(new Point(window.start(), made.value())));
    return summaries;
  }
}
