package net.es.esmond.storage.sql.internal.metadata;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.TimeUpdated;
import net.es.esmond.storage.sql.internal.pool.Query;

/** Translates a query's filters into SQL conditions on {@code ps_metadata m} and their values. */
final class SearchConditions {
  private static final Map<String, String> COLUMNS =
      Map.of(
          "source", "source",
          "destination", "destination",
          "measurement-agent", "measurement_agent",
          "tool-name", "tool_name",
          "input-source", "input_source",
          "input-destination", "input_destination");

  /** Free parameters that are conditions of their own; further ones share a condition. */
  private static final int PLANNED_PARAMETERS = 4;

  private final boolean few;
  private final Filter record = new Filter();
  private final Filter rows = new Filter();

  /** A filter is several conditions that must all hold, and their values. */
  private static final class Filter {
    final StringBuilder sql = new StringBuilder("TRUE");
    final List<Consumer<Query>> values = new ArrayList<>();

    Filter and(String condition, Consumer<Query> value) {
      return and(condition, List.of(value));
    }

    Filter and(String condition, List<Consumer<Query>> itsValues) {
      sql.append("\n AND ").append(condition);
      values.addAll(itsValues);
      return this;
    }
  }

  private SearchConditions(boolean few) {
    this.few = few;
  }

  /**
   * Translates a query.
   *
   * @param hasUpdatedHour whether {@code ps_event_types} has an indexed column with the hour of the
   *     last update
   */
  static SearchConditions of(MetadataQuery query, boolean hasUpdatedHour) {
    SearchConditions conditions =
        new SearchConditions(!query.addresses().isEmpty() || query.metadataKey().isPresent());
    query
        .metadataKey()
        .ifPresent(key -> conditions.record.and("m.metadata_key = ?", q -> q.bind(key)));
    query
        .subjectType()
        .ifPresent(type -> conditions.record.and("m.subject_type = ?", q -> q.bind(type)));
    conditions.subject(query);
    conditions.eventType(query, hasUpdatedHour);
    conditions.parameters(List.copyOf(query.parameters().entrySet()));
    return conditions;
  }

  /**
   * Adds the conditions on free parameters. Each of the first few may be what the planner begins
   * with. The time that planning takes grows faster than the number of such conditions, so the
   * others are one condition, whatever their number: no parameter of the query lacks a row.
   */
  private void parameters(List<Map.Entry<String, String>> parameters) {
    int planned = Math.min(PLANNED_PARAMETERS, parameters.size());
    for (Map.Entry<String, String> parameter : parameters.subList(0, planned)) {
      String value = parameter.getValue();
      exists(
          "ps_metadata_parameters",
          new Filter()
              .and("r.parameter_key = ?", q -> q.bind(parameter.getKey()))
              // The index has 128 characters, as a value may be longer than an index entry can be.
              .and("left(r.parameter_value, 128) = left(?::text, 128)", q -> q.bind(value))
              .and("r.parameter_value = ?", q -> q.bind(value)));
    }
    List<Map.Entry<String, String>> others = parameters.subList(planned, parameters.size());
    if (!others.isEmpty()) {
      rows.and(
          """
          NOT EXISTS (
            SELECT FROM unnest(?::text[], ?::text[]) AS p (key, value)
             WHERE NOT EXISTS (
               SELECT FROM ps_metadata_parameters r
                WHERE r.metadata_id = m.id
                  AND r.parameter_key = p.key AND r.parameter_value = p.value
                OFFSET 0)
             OFFSET 0)""",
          List.of(
              q -> q.bindArray(others.stream().map(Map.Entry::getKey).toList()),
              q -> q.bindArray(others.stream().map(Map.Entry::getValue).toList())));
    }
  }

  /** Leaves out this key and all keys before it. */
  void after(String key) {
    record.and("m.metadata_key > ?", q -> q.bind(key));
  }

  /**
   * Adds one branch for each kind of subject that has all the fields, so that each uses indexes.
   */
  private void subject(MetadataQuery query) {
    if (query.addresses().isEmpty() && query.texts().isEmpty()) {
      return;
    }
    Filter where = new Filter();
    query
        .addresses()
        .forEach(
            (field, addresses) ->
                where.and(COLUMNS.get(field) + " = ANY (?::inet[])", q -> q.bindArray(addresses)));
    query
        .texts()
        .forEach((field, text) -> where.and(COLUMNS.get(field) + " = ?", q -> q.bind(text)));
    String branches = "SELECT metadata_id FROM ps_p2p_subject WHERE " + where.sql;
    List<Consumer<Query>> all = new ArrayList<>(where.values);
    if (!query.addresses().containsKey("destination")
        && !query.texts().containsKey("input-destination")) {
      branches += " UNION ALL SELECT metadata_id FROM ps_networkelement_subject WHERE " + where.sql;
      all.addAll(where.values);
    }
    record.and("m.id IN (" + branches + ")", all);
  }

  /** Adds the conditions on event types, which must all hold for the same row. */
  private void eventType(MetadataQuery query, boolean hasUpdatedHour) {
    Filter where = new Filter();
    query.eventType().ifPresent(name -> where.and("r.event_type = ?", q -> q.bind(name)));
    query.summaryType().ifPresent(type -> where.and("r.summary_type = ?", q -> q.bind(type)));
    query
        .summaryWindow()
        .ifPresent(window -> where.and("r.summary_window = ?", q -> q.bind(window)));
    query.timeUpdated().ifPresent(time -> time(time, hasUpdatedHour, where));
    if (!where.values.isEmpty()) {
      exists("ps_event_types", where);
    }
  }

  /**
   * Adds the conditions on the time of the last update. The planner takes conditions for
   * independent, and would expect far too few rows for hour and time together. It cannot estimate a
   * CASE, and takes half of the rows for it.
   */
  private static void time(TimeUpdated time, boolean hasUpdatedHour, Filter where) {
    Filter exactly = new Filter().and("r.time_updated >= ?", q -> q.bind(time.from()));
    time.to().ifPresent(to -> exactly.and("r.time_updated <= ?", q -> q.bind(to)));
    if (hasUpdatedHour) {
      where.and("r.esmond_updated_hour >= ?", q -> q.bind(hour(time.from())));
      time.to().ifPresent(to -> where.and("r.esmond_updated_hour <= ?", q -> q.bind(hour(to))));
      where.and("CASE WHEN " + exactly.sql + " THEN TRUE ELSE FALSE END", exactly.values);
    } else {
      where.and(exactly.sql.toString(), exactly.values);
    }
  }

  private static int hour(Instant time) {
    return (int) Math.floorDiv(time.getEpochSecond(), 3600);
  }

  /**
   * Adds a condition that a record has a row in another table. Where records are few, OFFSET 0
   * makes the planner look into the index for each record. Elsewhere the planner decides.
   */
  private void exists(String table, Filter where) {
    rows.and(
        "EXISTS (SELECT FROM "
            + table
            + " r WHERE r.metadata_id = m.id AND "
            + where.sql
            + (few ? " OFFSET 0)" : ")"),
        where.values);
  }

  /** Returns SQL that counts the matching records. {@link #bind} binds its values. */
  String selectCount() {
    return select("count(*)", "");
  }

  /**
   * Returns SQL that selects ids and keys of a page of matching records, in the order of keys. The
   * limit and the offset of the page are bound last.
   */
  String selectPage() {
    return select("id, metadata_key", "ORDER BY metadata_key") + " LIMIT ? OFFSET ?";
  }

  /**
   * Builds the statement. Where records are few, all of them are found and ordered first. Their
   * event types and parameters are then compared until the page is full.
   */
  private String select(String columns, String order) {
    String from = "FROM ps_metadata m WHERE " + record.sql;
    return few
        ? "SELECT %s FROM (SELECT * %s %s OFFSET 0) m WHERE %s %s"
            .formatted(columns, from, order, rows.sql, order)
        : "SELECT %s %s\n AND %s %s".formatted(columns, from, rows.sql, order);
  }

  /** Binds the values as the first of a query, and has the query planned for them. */
  Query bind(Query query) {
    record.values.forEach(value -> value.accept(query));
    rows.values.forEach(value -> value.accept(query));
    return query.planEachTime();
  }
}
