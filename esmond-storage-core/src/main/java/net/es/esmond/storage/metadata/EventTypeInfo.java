package net.es.esmond.storage.metadata;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.series.SummaryType;

/**
 * One event type of a metadata record, as measured or summarised.
 *
 * @param eventType esmond's name; a database may hold names that {@link
 *     net.es.esmond.storage.series.EventType} does not know
 * @param summaryType the summary type; base for points as measured
 * @param windowSeconds length of a summary's window in seconds; 0 for base points
 * @param timeUpdated time at which a point was last written; empty for never
 */
public record EventTypeInfo(
    String eventType, SummaryType summaryType, long windowSeconds, Optional<Instant> timeUpdated) {
  private static final Comparator<EventTypeInfo> ESMONDS_ORDER =
      Comparator.comparing(EventTypeInfo::eventType)
          .thenComparing(info -> info.summaryType().esmondName())
          .thenComparing(EventTypeInfo::windowSeconds);

  /** Refuses nulls. */
  public EventTypeInfo {
    Objects.requireNonNull(eventType, "eventType");
    Objects.requireNonNull(summaryType, "summaryType");
    Objects.requireNonNull(timeUpdated, "timeUpdated");
  }

  /** Sorts by event type, then summary type, then window, whatever the order of the rows. */
  static List<EventTypeInfo> inEsmondsOrder(List<EventTypeInfo> infos) {
    return infos.stream().sorted(ESMONDS_ORDER).toList();
  }
}
