package net.es.esmond.storage.cassandra.internal.series;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.StampedPoint;
import net.es.esmond.storage.spi.StoredSummary;

/** Merges the values of windows with the state of these windows. */
final class SummaryRows {
  private SummaryRows() {}

  /**
   * Merges two pages that begin at the same window. The merged page ends with the shorter of them.
   */
  static Rows<StoredSummary> merged(
      Rows<StampedPoint> values, Rows<StateTable.State> states, boolean newestFirst) {
    Comparator<Long> order = newestFirst ? Comparator.reverseOrder() : Comparator.naturalOrder();
    Map<Long, StoredSummary> windows = new TreeMap<>(order);
    for (StateTable.State state : states.rows()) {
      windows.put(
          state.startMillis(),
          new StoredSummary(
              state.startMillis(),
              Optional.empty(),
              state.points(),
              Long.MIN_VALUE,
              state.staleMicros()));
    }
    for (StampedPoint value : values.rows()) {
      long start = value.point().timeMillis();
      StoredSummary known = windows.get(start);
      windows.put(
          start,
          new StoredSummary(
              start,
              Optional.of(value.point().value()),
              known == null ? 0 : known.points(),
              value.timestampMicros(),
              known == null ? Long.MIN_VALUE : known.staleMicros()));
    }
    List<StoredSummary> all = new ArrayList<>(windows.values());
    if (values.more()) {
      cut(all, values.rows().get(values.rows().size() - 1).point().timeMillis(), order);
    }
    if (states.more()) {
      cut(all, states.rows().get(states.rows().size() - 1).startMillis(), order);
    }
    return new Rows<>(all, values.more() || states.more());
  }

  private static void cut(List<StoredSummary> windows, long last, Comparator<Long> order) {
    windows.removeIf(window -> order.compare(window.startMillis(), last) > 0);
  }
}
