package net.es.esmond.storage.testkit.quickstart;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;

/** Shows a few points of a summary, one of each type that the input has. */
final class Shown {
  static final Duration WINDOW = Duration.ofHours(6);

  private static final int WINDOWS = 4;

  private final Archive archive;
  private final Set<SummaryType> shown = new HashSet<>();
  private int points;

  Shown(Archive archive) {
    this.archive = archive;
  }

  void show(String metadataKey, TestSeries series) {
    series.summary().filter(shown::add).ifPresent(summary -> show(metadataKey, series, summary));
  }

  private void show(String metadataKey, TestSeries series, SummaryType summary) {
    String name = series.eventType().esmondName();
    Quickstart.say(name + ", " + summary + " of every " + WINDOW.toHours() + " hours:");
    List<Point> first =
        archive
            .readPage(
                SeriesQuery.summary(metadataKey, name, summary.toString(), WINDOW.toSeconds())
                    .limit(WINDOWS))
            .points();
    first.forEach(
        point ->
            Quickstart.say(
                "  " + point.time() + "  " + InWords.of(series.eventType(), point.value())));
    points += first.size();
  }

  int points() {
    return points;
  }
}
