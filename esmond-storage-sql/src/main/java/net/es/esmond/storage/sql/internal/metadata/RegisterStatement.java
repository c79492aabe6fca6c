package net.es.esmond.storage.sql.internal.metadata;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.NetworkElement;
import net.es.esmond.storage.metadata.PointToPoint;
import net.es.esmond.storage.sql.internal.pool.Query;
import net.es.esmond.storage.sql.internal.pool.Session;

/**
 * Gets or creates a record, with two statements in one round trip and one transaction. The first
 * inserts the whole record if its checksum is absent, and waits for a transaction that is inserting
 * the same checksum. The second reads the record with a newer snapshot.
 */
final class RegisterStatement {
  private static final String LOCK_METADATA =
      "SELECT id FROM ps_metadata WHERE checksum = ? FOR UPDATE";

  private static final String INSERT_POINT_TO_POINT =
      """
      s AS (
        INSERT INTO ps_p2p_subject (source, destination, measurement_agent,
                                    tool_name, input_source, input_destination, metadata_id)
        SELECT ?::inet, ?::inet, ?::inet, ?, ?, ?, id FROM m %s),
      """;

  private static final String INSERT_NETWORK_ELEMENT =
      """
      s AS (
        INSERT INTO ps_networkelement_subject (source, measurement_agent,
                                               tool_name, input_source, metadata_id)
        SELECT ?::inet, ?::inet, ?, ?, id FROM m %s),
      """;

  private static final String INSERT_LISTS =
      """
      d AS (
        UPDATE esmond_storage_deletions
           SET data_before = least(data_before, ?)
          FROM m WHERE metadata_key = ?),
      e AS (
        INSERT INTO ps_event_types
               (event_type, summary_type, summary_window, time_updated, metadata_id)
        SELECT t.event_type, t.summary_type, t.summary_window,
               nullif(t.time_updated, '')::timestamptz, m.id
          FROM m, unnest(?::varchar[], ?::varchar[], ?::bigint[], ?::text[])
                  WITH ORDINALITY AS t (event_type, summary_type, summary_window, time_updated, n)
         %s
         ORDER BY t.n)
      INSERT INTO ps_metadata_parameters (parameter_key, parameter_value, metadata_id)
      SELECT t.parameter_key, t.parameter_value, m.id
        FROM m, unnest(?::varchar[], ?::text[])
                WITH ORDINALITY AS t (parameter_key, parameter_value, n)
       %s
       ORDER BY t.n;
      """;

  private static final String READ = MetadataRowMapper.select("m.checksum = ?");

  private static final String NO_SUCH =
      "WHERE NOT EXISTS (SELECT FROM %s a WHERE a.metadata_id = m.id%s)";

  private static final String NO_SUCH_EVENT_TYPE =
      NO_SUCH.formatted(
          "ps_event_types",
          " AND a.event_type = t.event_type AND a.summary_type = t.summary_type"
              + " AND a.summary_window = t.summary_window");

  private static final String NO_SUCH_PARAMETER =
      NO_SUCH.formatted("ps_metadata_parameters", " AND a.parameter_key = t.parameter_key");

  private RegisterStatement() {}

  /** Returns nothing when the record was deleted meanwhile, or another record has its key. */
  static Optional<Metadata> run(Session session, Metadata wanted, Instant now) throws SQLException {
    String sql =
        "WITH m AS (%s),\n".formatted(MetadataRowMapper.INSERT)
            + insertSubject(wanted, "")
            + INSERT_LISTS.formatted("", "")
            + READ;
    return run(wanted, MetadataRowMapper.bindInsert(wanted, session.query(sql)), now);
  }

  /**
   * Inserts what a record lacks of its wanted. Of several instances that try, one does.
   *
   * @return the whole record; empty when it was deleted meanwhile
   */
  static Optional<Metadata> complete(Session session, Metadata wanted, Instant now)
      throws SQLException {
    String sql =
        "WITH m AS (SELECT id FROM ps_metadata WHERE checksum = ?),\n"
            + insertSubject(wanted, NO_SUCH.formatted(subjectTable(wanted), ""))
            + INSERT_LISTS.formatted(NO_SUCH_EVENT_TYPE, NO_SUCH_PARAMETER)
            + READ;
    return session.transaction(
        transaction -> {
          transaction.query(LOCK_METADATA).bind(wanted.checksum()).execute();
          return run(wanted, transaction.query(sql).bind(wanted.checksum()), now);
        });
  }

  private static String subjectTable(Metadata wanted) {
    return isPath(wanted) ? "ps_p2p_subject" : "ps_networkelement_subject";
  }

  private static String insertSubject(Metadata wanted, String where) {
    return (isPath(wanted) ? INSERT_POINT_TO_POINT : INSERT_NETWORK_ELEMENT).formatted(where);
  }

  private static boolean isPath(Metadata wanted) {
    return wanted.subject() instanceof PointToPoint;
  }

  private static Optional<Metadata> run(Metadata wanted, Query query, Instant now)
      throws SQLException {
    bindSubject(wanted, query);
    query.bind(now).bind(wanted.key());
    bindLists(wanted, query);
    return query.bind(wanted.checksum()).first(MetadataRowMapper::read);
  }

  private static void bindSubject(Metadata wanted, Query query) {
    if (wanted.subject() instanceof PointToPoint path) {
      query
          .bind(path.source())
          .bind(path.destination())
          .bind(path.measurementAgent())
          .bind(path.toolName())
          .bind(path.inputSource())
          .bind(path.inputDestination());
    } else if (wanted.subject() instanceof NetworkElement element) {
      query
          .bind(element.source())
          .bind(element.measurementAgent())
          .bind(element.toolName())
          .bind(element.inputSource());
    }
  }

  private static void bindLists(Metadata wanted, Query query) {
    List<EventTypeInfo> rows = wanted.eventTypes();
    query
        .bindArray(rows.stream().map(EventTypeInfo::eventType).toList())
        .bindArray(rows.stream().map(row -> row.summaryType().esmondName()).toList())
        .bindArray(rows.stream().mapToLong(EventTypeInfo::windowSeconds).toArray())
        .bindArray(rows.stream().map(row -> text(row.timeUpdated())).toList())
        .bindArray(wanted.parameters().keySet())
        .bindArray(wanted.parameters().values());
  }

  /** Returns a time as text; empty for never. */
  private static String text(Optional<Instant> time) {
    return time.map(Instant::toString).orElse("");
  }
}
