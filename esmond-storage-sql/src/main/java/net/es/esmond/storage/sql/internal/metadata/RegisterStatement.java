package net.es.esmond.storage.sql.internal.metadata;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.NetworkElement;
import net.es.esmond.storage.metadata.PointToPoint;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.sql.internal.pool.Session;

/**
 * Gets or creates a record: two statements in one round trip and one transaction. The first inserts
 * the whole record if its checksum is not there, waiting for whoever is inserting the same one; the
 * second, with a newer snapshot, reads what is there then.
 */
final class RegisterStatement {
  private static final String INSERT_METADATA =
      """
      WITH m AS (
        INSERT INTO ps_metadata (metadata_key, subject_type, checksum)
        SELECT ?, ?, c.checksum FROM (SELECT ?::varchar AS checksum) c
         WHERE NOT EXISTS (SELECT FROM ps_metadata e WHERE e.checksum = c.checksum)
        ON CONFLICT DO NOTHING
        RETURNING id),
      """;

  private static final String INSERT_POINT_TO_POINT =
      """
      s AS (
        INSERT INTO ps_p2p_subject (source, destination, measurement_agent,
                                    tool_name, input_source, input_destination, metadata_id)
        SELECT ?::inet, ?::inet, ?::inet, ?, ?, ?, id FROM m),
      """;

  private static final String INSERT_NETWORK_ELEMENT =
      """
      s AS (
        INSERT INTO ps_networkelement_subject (source, measurement_agent,
                                               tool_name, input_source, metadata_id)
        SELECT ?::inet, ?::inet, ?, ?, id FROM m),
      """;

  private static final String INSERT_LISTS =
      """
      d AS (
        UPDATE esmond_storage_deletions
           SET data_before = least(data_before, clock_timestamp())
          FROM m WHERE metadata_key = ?),
      e AS (
        INSERT INTO ps_event_types (event_type, summary_type, summary_window, metadata_id)
        SELECT t.event_type, t.summary_type, t.summary_window, m.id
          FROM m, unnest(?::varchar[], ?::varchar[], ?::bigint[])
                  WITH ORDINALITY AS t (event_type, summary_type, summary_window, n)
         ORDER BY t.n)
      INSERT INTO ps_metadata_parameters (parameter_key, parameter_value, metadata_id)
      SELECT t.parameter_key, t.parameter_value, m.id
        FROM m, unnest(?::varchar[], ?::text[])
                WITH ORDINALITY AS t (parameter_key, parameter_value, n)
       ORDER BY t.n;
      """;

  private static final String READ = Records.select("m.checksum = ?");

  private RegisterStatement() {}

  /** Returns empty when the record was deleted in between, or when another one has its key. */
  static Optional<Metadata> run(Session session, Registration registration) throws SQLException {
    boolean path = registration.subject() instanceof PointToPoint;
    String sql =
        INSERT_METADATA
            + (path ? INSERT_POINT_TO_POINT : INSERT_NETWORK_ELEMENT)
            + INSERT_LISTS
            + READ;
    try (PreparedStatement statement = session.prepare(sql)) {
      Parameters parameters = new Parameters(statement);
      parameters
          .text(registration.newKey())
          .text(registration.subject().type().esmondName())
          .text(registration.checksum());
      bindSubject(registration, parameters);
      parameters.text(registration.newKey());
      bindLists(session, registration, parameters);
      parameters.text(registration.checksum());
      statement.execute();
      statement.getMoreResults();
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? Optional.of(Records.read(rows)) : Optional.empty();
      }
    }
  }

  private static void bindSubject(Registration registration, Parameters parameters)
      throws SQLException {
    if (registration.subject() instanceof PointToPoint path) {
      parameters
          .text(path.source())
          .text(path.destination())
          .text(path.measurementAgent())
          .text(path.toolName())
          .text(path.inputSource())
          .text(path.inputDestination());
    } else if (registration.subject() instanceof NetworkElement element) {
      parameters
          .text(element.source())
          .text(element.measurementAgent())
          .text(element.toolName())
          .text(element.inputSource());
    }
  }

  private static void bindLists(Session session, Registration registration, Parameters parameters)
      throws SQLException {
    List<EventTypeInfo> rows = registration.eventTypes();
    parameters
        .array(session.array("varchar", rows.stream().map(EventTypeInfo::eventType).toArray()))
        .array(
            session.array(
                "varchar", rows.stream().map(row -> row.summaryType().esmondName()).toArray()))
        .array(session.array("bigint", rows.stream().map(EventTypeInfo::windowSeconds).toArray()))
        .array(session.array("varchar", registration.parameters().keySet().toArray()))
        .array(session.array("text", registration.parameters().values().toArray()));
  }
}
