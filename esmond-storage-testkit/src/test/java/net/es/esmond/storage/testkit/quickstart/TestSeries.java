package net.es.esmond.storage.testkit.quickstart;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;

/**
 * What one event type of one test is to hold.
 *
 * @param test name of the test in the input
 * @param eventType what was measured
 * @param points values by time
 */
record TestSeries(String test, EventType eventType, SortedMap<Instant, Value> points) {

  /** What the archive is to keep of this besides the points, where it can. */
  Optional<SummaryType> summary() {
    return eventType.valueType().summaries().stream().max(Comparator.naturalOrder());
  }
}
