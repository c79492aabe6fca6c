package net.es.esmond.storage.sql.internal.metadata;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.TimeUpdated;
import net.es.esmond.storage.sql.internal.pool.Query;

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

  private final boolean few;
  private final Filter record = new Filter();
  private final Filter rows = new Filter();

  /** Conditions that must all hold, and their values. */
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

  private Conditions(boolean few) {
    this.few = few;
  }

  /**
   * Translates a query.
   *
   * @param hasUpdatedHour whether the hour of the last update is an indexed column
   */
  static Conditions of(MetadataQuery query, boolean hasUpdatedHour) {
    Conditions conditions =
        new Conditions(!query.addresses().isEmpty() || query.metadataKey().isPresent());
    query
        .metadataKey()
        .ifPresent(key -> conditions.record.and("m.metadata_key = ?", q -> q.bind(key)));
    query
        .subjectType()
        .ifPresent(type -> conditions.record.and("m.subject_type = ?", q -> q.bind(type)));
    conditions.subject(query);
    conditions.eventType(query, hasUpdatedHour);
    query
        .parameters()
        .forEach(
            (name, value) ->
                conditions.exists(
                    "ps_metadata_parameters",
                    new Filter()
                        .and("r.parameter_key = ?", q -> q.bind(name))
                        // As the index has it: values may be longer than one can hold.
                        .and(
                            "left(r.parameter_value, 128) = left(?::text, 128)", q -> q.bind(value))
                        .and("r.parameter_value = ?", q -> q.bind(value))));
    return conditions;
  }

  /** Leaves out all records up to this key. */
  void after(String key) {
    record.and("m.metadata_key > ?", q -> q.bind(key));
  }

  /** One branch for each kind of subject that has all the fields: both can use their indexes. */
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

  /** Name, summary and time must match in the same row. */
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
   * The planner takes conditions for independent, and would think that hour and time together leave
   * far too few rows: what is in a CASE it cannot estimate, and counts for half.
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
   * Where records are few, OFFSET 0 makes it a look into the index for each of them; else the
   * planner decides.
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

  /** Counts the records for which the conditions hold; {@link #bind} goes with it. */
  String selectCount() {
    return select("count(*)", "");
  }

  /**
   * Selects ids and keys of a page of them in the order of keys; the last two parameters are its
   * limit and offset.
   */
  String selectPage() {
    return select("id, metadata_key", "ORDER BY metadata_key") + " LIMIT ? OFFSET ?";
  }

  /**
   * Where records are few, all of them are found and ordered before event types and parameters are
   * looked at, as far as the page needs it.
   */
  private String select(String columns, String order) {
    String from = "FROM ps_metadata m WHERE " + record.sql;
    return few
        ? "SELECT %s FROM (SELECT * %s %s OFFSET 0) m WHERE %s %s"
            .formatted(columns, from, order, rows.sql, order)
        : "SELECT %s %s\n AND %s %s".formatted(columns, from, rows.sql, order);
  }

  /** Binds all values to a query that begins with them, which is planned for them. */
  Query bind(Query query) {
    record.values.forEach(value -> value.accept(query));
    rows.values.forEach(value -> value.accept(query));
    return query.planEachTime();
  }
}
