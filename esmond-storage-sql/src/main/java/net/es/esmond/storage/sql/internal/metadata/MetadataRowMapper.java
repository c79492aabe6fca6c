package net.es.esmond.storage.sql.internal.metadata;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.NetworkElement;
import net.es.esmond.storage.metadata.PointToPoint;
import net.es.esmond.storage.metadata.Subject;
import net.es.esmond.storage.metadata.SubjectType;
import net.es.esmond.storage.sql.internal.pool.Query;

/**
 * Maps metadata records to rows: a whole record is read as one row, whatever the number of its
 * event types and parameters. The columns of {@code ps_metadata} are named here and nowhere else,
 * for reading and for inserting.
 */
final class MetadataRowMapper {
  /** Inserts the record's row, unless its checksum is there; {@link #bindInsert} goes with it. */
  static final String INSERT =
      """
      INSERT INTO ps_metadata (metadata_key, subject_type, checksum)
      SELECT ?, ?, c.checksum FROM (SELECT ?::varchar AS checksum) c
       WHERE NOT EXISTS (SELECT FROM ps_metadata e WHERE e.checksum = c.checksum)
      ON CONFLICT DO NOTHING
      RETURNING id
      """;

  /** The subject's columns are NULL in a record that esmond left behind when interrupted. */
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

  /**
   * Times are microseconds since 1970. {@code date_part} is exact to a microsecond until 2106, and
   * does not count in decimals as {@code extract} does.
   */
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

  /** Selects the records for which a condition on {@code m} holds, in any order. */
  static String select(String condition) {
    return COLUMNS + "FROM ps_metadata m\n" + JOINS + "WHERE " + condition;
  }

  private MetadataRowMapper() {}

  /** Binds the values of {@link #INSERT}. */
  static Query bindInsert(Metadata wanted, Query query) {
    return query
        .bind(wanted.key())
        .bind(wanted.subject().type().esmondName())
        .bind(wanted.checksum());
  }

  static Metadata read(ResultSet row) throws SQLException {
    return new Metadata(
        row.getString("metadata_key"),
        row.getString("checksum"),
        subject(row),
        EventTypeArrays.read(row),
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

  private static Map<String, String> parameters(ResultSet row) throws SQLException {
    String[] names = EventTypeArrays.array(row, "names", String[].class);
    String[] values = EventTypeArrays.array(row, "values", String[].class);
    Map<String, String> parameters = new LinkedHashMap<>();
    if (names != null && values != null) {
      for (int i = 0; i < names.length; i++) {
        parameters.put(names[i], values[i]);
      }
    }
    return parameters;
  }
}
