package net.es.esmond.storage.sql.internal.metadata;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.NetworkElement;
import net.es.esmond.storage.metadata.PointToPoint;
import net.es.esmond.storage.metadata.Subject;
import net.es.esmond.storage.metadata.SubjectType;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole metadata records, one row each, however many event types and parameters they have.
 */
final class Records {
  /**
   * A record without a subject is what esmond leaves behind when it is interrupted. Times are
   * microseconds since 1970; {@code date_part} is exact to one of them until 2106, and does not
   * count in decimals as {@code extract} does.
   */
  private static final String COLUMNS =
      """
      SELECT m.id, m.metadata_key, m.checksum, m.subject_type,
             host(coalesce(p.source, n.source)) AS source,
             host(p.destination) AS destination,
             host(coalesce(p.measurement_agent, n.measurement_agent)) AS measurement_agent,
             coalesce(p.tool_name, n.tool_name) AS tool_name,
             coalesce(p.input_source, n.input_source) AS input_source,
             p.input_destination,
             e.event_types, e.summary_types, e.summary_windows, e.times_updated,
             q.names, q.values
      """;

  private static final String JOINS =
      """
        LEFT JOIN ps_p2p_subject p ON p.metadata_id = m.id
        LEFT JOIN ps_networkelement_subject n ON n.metadata_id = m.id
       CROSS JOIN LATERAL (
             SELECT array_agg(event_type ORDER BY id) AS event_types,
                    array_agg(summary_type ORDER BY id) AS summary_types,
                    array_agg(summary_window ORDER BY id) AS summary_windows,
                    array_agg((date_part('epoch', time_updated) * 1000000)::bigint ORDER BY id)
                      AS times_updated
               FROM ps_event_types WHERE metadata_id = m.id) e
       CROSS JOIN LATERAL (
             SELECT array_agg(parameter_key ORDER BY id) AS names,
                    array_agg(parameter_value ORDER BY id) AS values
               FROM ps_metadata_parameters WHERE metadata_id = m.id) q
      """;

  /** The records for which a condition on {@code m} holds, in any order. */
  static String select(String condition) {
    return COLUMNS + "FROM ps_metadata m\n" + JOINS + "WHERE " + condition;
  }

  private Records() {}

  static Metadata read(ResultSet row) throws SQLException {
    return new Metadata(
        row.getString("metadata_key"),
        row.getString("checksum"),
        subject(row),
        eventTypes(row),
        parameters(row));
  }

  private static Subject subject(ResultSet row) throws SQLException {
    if (row.getString("subject_type").equals(SubjectType.NETWORK_ELEMENT.esmondName())) {
      return new NetworkElement(
          text(row, "source"),
          text(row, "measurement_agent"),
          text(row, "tool_name"),
          text(row, "input_source"));
    }
    return new PointToPoint(
        text(row, "source"),
        text(row, "destination"),
        text(row, "measurement_agent"),
        text(row, "tool_name"),
        text(row, "input_source"),
        text(row, "input_destination"));
  }

  private static String text(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNullElse(row.getString(column), "");
  }

  private static List<EventTypeInfo> eventTypes(ResultSet row) throws SQLException {
    String[] names = array(row, "event_types", String[].class);
    String[] summaries = array(row, "summary_types", String[].class);
    Long[] windows = array(row, "summary_windows", Long[].class);
    Long[] times = array(row, "times_updated", Long[].class);
    if (names == null || summaries == null || windows == null || times == null) {
      return List.of();
    }
    List<EventTypeInfo> infos = new ArrayList<>(names.length);
    for (int i = 0; i < names.length; i++) {
      // esmond knows no other summaries either, and cannot show a record that has one.
      Optional<SummaryType> summary = SummaryType.find(summaries[i]);
      if (summary.isPresent()) {
        infos.add(new EventTypeInfo(shared(names[i]), summary.get(), windows[i], time(times[i])));
      }
    }
    return infos;
  }

  /** Cached records are many and their event types are few: keep one text for each. */
  private static String shared(String eventType) {
    return EventType.find(eventType).map(EventType::esmondName).orElse(eventType);
  }

  private static Optional<Instant> time(@Nullable Long micros) {
    return Optional.ofNullable(micros).map(value -> Instant.EPOCH.plus(value, ChronoUnit.MICROS));
  }

  private static Map<String, String> parameters(ResultSet row) throws SQLException {
    String[] names = array(row, "names", String[].class);
    String[] values = array(row, "values", String[].class);
    Map<String, String> parameters = new LinkedHashMap<>();
    if (names != null && values != null) {
      for (int i = 0; i < names.length; i++) {
        parameters.put(names[i], values[i]);
      }
    }
    return parameters;
  }

  private static <T> @Nullable T array(ResultSet row, String column, Class<T> type)
      throws SQLException {
    java.sql.Array array = row.getArray(column);
    return array == null ? null : type.cast(array.getArray());
  }
}
