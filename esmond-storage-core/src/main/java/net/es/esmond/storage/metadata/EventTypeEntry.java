package net.es.esmond.storage.metadata;

import java.util.Comparator;
import java.util.Optional;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;

/**
 * One row of a registration's event types. The window keeps its spelling, because the checksum
 * covers it.
 */
record EventTypeEntry(EventType eventType, SummaryType summaryType, Window window) {

  /**
   * esmond's order: by names, then by the window as it was given, numbers by value and strings as
   * text.
   */
  static final Comparator<EventTypeEntry> ORDER =
      Comparator.comparing((EventTypeEntry entry) -> entry.eventType().esmondName())
          .thenComparing(entry -> entry.summaryType().esmondName())
          .thenComparing(EventTypeEntry::window);

  static EventTypeEntry base(EventType eventType) {
    return new EventTypeEntry(eventType, SummaryType.BASE, new Window("0", true));
  }

  EventTypeInfo info() {
    return new EventTypeInfo(
        eventType.esmondName(), summaryType, window.seconds(), Optional.empty());
  }

  /** A summary window as it was written: {@code 300} and {@code "300"} sort differently. */
  record Window(String text, boolean quoted) implements Comparable<Window> {
    long seconds() {
      return Long.parseLong(text);
    }

    @Override
    public int compareTo(Window other) {
      // Python refuses to compare a number with a string; then the numbers come first.
      int byKind = Boolean.compare(quoted, other.quoted);
      if (byKind != 0) {
        return byKind;
      }
      return quoted ? text.compareTo(other.text) : Long.compare(seconds(), other.seconds());
    }
  }
}
