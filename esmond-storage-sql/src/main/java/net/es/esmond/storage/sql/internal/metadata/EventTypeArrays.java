package net.es.esmond.storage.sql.internal.metadata;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import org.jspecify.annotations.Nullable;

/**
 * Event types as a query returns them: a row has one array for the names, one for the summary
 * types, one for the windows in seconds and one for the times of the last update in microseconds
 * since 1970. The arrays are equally long. An aggregate of no rows is SQL's NULL.
 */
final class EventTypeArrays {
  private EventTypeArrays() {}

  static List<EventTypeInfo> read(ResultSet row) throws SQLException {
    String[] names = array(row, "event_types", String[].class);
    String[] summaries = array(row, "summary_types", String[].class);
    Long[] windows = array(row, "summary_windows", Long[].class);
    Long[] times = array(row, "times_updated", Long[].class);
    if (names == null || summaries == null || windows == null) {
      return List.of();
    }
    List<EventTypeInfo> infos = new ArrayList<>(names.length);
    for (int i = 0; i < names.length; i++) {
      // esmond knows no other summaries either, and cannot show a record that has one.
      Optional<SummaryType> summary = SummaryType.find(summaries[i]);
      if (summary.isPresent()) {
        Optional<Instant> updated = times == null ? Optional.empty() : time(times[i]);
        infos.add(new EventTypeInfo(shared(names[i]), summary.get(), windows[i], updated));
      }
    }
    return infos;
  }

  /** Returns one text for all records: cached records are many and their event types are few. */
  private static String shared(String eventType) {
    return EventType.find(eventType).map(EventType::esmondName).orElse(eventType);
  }

  private static Optional<Instant> time(@Nullable Long micros) {
    return Optional.ofNullable(micros).map(value -> Instant.EPOCH.plus(value, ChronoUnit.MICROS));
  }

  /** Reads an array, which is null for SQL's NULL. */
  static <T> @Nullable T array(ResultSet row, String column, Class<T> type) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? null : type.cast(array.getArray());
  }
}
