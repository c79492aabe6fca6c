package net.es.esmond.storage.sql.internal.metadata;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.sql.internal.pool.Session;

/** A query's filters as SQL conditions on {@code ps_metadata m}, with the values to bind. */
final class Conditions {
  private static final Map<String, String> COLUMNS =
      Map.of(
          "source", "source",
          "destination", "destination",
          "measurement-agent", "measurement_agent",
          "tool-name", "tool_name",
          "input-source", "input_source",
          "input-destination", "input_destination");

  private final boolean hasUpdatedOn;
  private final StringBuilder sql = new StringBuilder("TRUE");
  private final List<Object> values = new ArrayList<>();

  private Conditions(boolean hasUpdatedOn) {
    this.hasUpdatedOn = hasUpdatedOn;
  }

  /**
   * Translates a query.
   *
   * @param hasUpdatedOn whether the date of the last update is an indexed column
   */
  static Conditions of(MetadataQuery query, boolean hasUpdatedOn) {
    Conditions conditions = new Conditions(hasUpdatedOn);
    query.metadataKey().ifPresent(key -> conditions.and("m.metadata_key = ?", key));
    query.subjectType().ifPresent(type -> conditions.and("m.subject_type = ?", type));
    conditions.subject(query);
    conditions.eventType(query);
    query
        .parameters()
        .forEach(
            (name, value) ->
                conditions.and(
                    """
                    EXISTS (SELECT FROM ps_metadata_parameters q
                             WHERE q.metadata_id = m.id
                               AND q.parameter_key = ? AND q.parameter_value = ?)\
                    """,
                    name,
                    value));
    return conditions;
  }

  Conditions and(String condition, Object... bound) {
    sql.append("\n AND ").append(condition);
    values.addAll(List.of(bound));
    return this;
  }

  /** One branch for each kind of subject that has all the fields: both can use their indexes. */
  private void subject(MetadataQuery query) {
    if (query.addresses().isEmpty() && query.texts().isEmpty()) {
      return;
    }
    StringBuilder where = new StringBuilder("TRUE");
    List<Object> bound = new ArrayList<>();
    query
        .addresses()
        .forEach(
            (field, addresses) -> {
              where.append(" AND ").append(COLUMNS.get(field)).append(" = ANY (?::inet[])");
              bound.add(addresses.toArray(String[]::new));
            });
    query
        .texts()
        .forEach(
            (field, text) -> {
              where.append(" AND ").append(COLUMNS.get(field)).append(" = ?");
              bound.add(text);
            });
    String branches = "SELECT metadata_id FROM ps_p2p_subject WHERE " + where;
    List<Object> all = new ArrayList<>(bound);
    if (!query.addresses().containsKey("destination")
        && !query.texts().containsKey("input-destination")) {
      branches += " UNION ALL SELECT metadata_id FROM ps_networkelement_subject WHERE " + where;
      all.addAll(bound);
    }
    and("m.id IN (" + branches + ")", all.toArray());
  }

  /** Name, summary and time must match in the same row. */
  private void eventType(MetadataQuery query) {
    StringBuilder where = new StringBuilder();
    List<Object> bound = new ArrayList<>();
    add(where, bound, "e.event_type = ?", query.eventType());
    add(where, bound, "e.summary_type = ?", query.summaryType());
    add(where, bound, "e.summary_window = ?", query.summaryWindow());
    query
        .timeUpdated()
        .ifPresent(
            time -> {
              addTime(where, bound, ">=", time.from());
              time.to().ifPresent(to -> addTime(where, bound, "<=", to));
            });
    if (!bound.isEmpty()) {
      and(
          "EXISTS (SELECT FROM ps_event_types e WHERE e.metadata_id = m.id" + where + ")",
          bound.toArray());
    }
  }

  private void addTime(StringBuilder where, List<Object> bound, String relation, Instant time) {
    add(where, bound, "e.time_updated " + relation + " ?", Optional.of(time));
    if (hasUpdatedOn) {
      add(
          where,
          bound,
          "e.esmond_updated_on " + relation + " ?",
          Optional.of(LocalDate.ofInstant(time, ZoneOffset.UTC)));
    }
  }

  private static void add(
      StringBuilder where, List<Object> bound, String condition, Optional<?> value) {
    value.ifPresent(
        present -> {
          where.append(" AND ").append(condition);
          bound.add(present);
        });
  }

  String sql() {
    return sql.toString();
  }

  /** Binds the values from the first parameter on; returns how many there were. */
  int bind(Session session, PreparedStatement statement) throws SQLException {
    int bound = 0;
    for (Object value : values) {
      bound++;
      if (value instanceof String[] texts) {
        statement.setArray(bound, session.array("text", texts));
      } else if (value instanceof Instant time) {
        statement.setObject(bound, OffsetDateTime.ofInstant(time, ZoneOffset.UTC));
      } else {
        statement.setObject(bound, value);
      }
    }
    return bound;
  }
}
