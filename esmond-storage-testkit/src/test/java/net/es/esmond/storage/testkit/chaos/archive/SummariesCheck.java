package net.es.esmond.storage.testkit.chaos.archive;

import java.util.List;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.summary.Summaries;

/** Every summary is what its base points come to when all are added up at once. */
final class SummariesCheck implements Check {
  static final String WRONG = "summaries wrong";

  @Override
  public void check(History history, FinalState end, Findings findings) {
    findings.lookedFor(WRONG);
    end.summaries()
        .forEach(
            (series, summaries) -> {
              Series base = Series.base(series.metadataKey(), series.eventType());
              List<Point> expected =
                  Summaries.of(series, end.points().getOrDefault(base, List.of()));
              findings.count("summaries read", summaries.size());
              if (!summaries.equals(expected)) {
                findings.fault(WRONG, series + " is " + summaries + " instead of " + expected);
              }
            });
  }
}
