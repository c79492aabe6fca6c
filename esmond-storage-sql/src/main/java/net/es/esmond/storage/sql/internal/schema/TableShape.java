package net.es.esmond.storage.sql.internal.schema;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table is described as far as this library relies on it. A description without columns stands
 * for whatever has the name, such as an index.
 *
 * @param name the table
 * @param columns type of each column, as PostgreSQL spells it; {@code character varying} without a
 *     width stands for any width
 * @param unique sets of columns that must be unique
 */
public record TableShape(String name, Map<String, String> columns, List<Set<String>> unique) {
  private static final String NAME = "character varying(128)";
  private static final String ID = "integer";
  private static final String TIME = "timestamp with time zone";

  /** esmond's own tables, in an order in which they can be created. */
  static final List<TableShape> ESMOND =
      List.of(
          table(
              "ps_metadata",
              Map.of("id", ID, "metadata_key", NAME, "subject_type", NAME, "checksum", NAME),
              "id",
              "metadata_key",
              "checksum"),
          table(
              "ps_p2p_subject",
              Map.of(
                  "id", ID,
                  "tool_name", NAME,
                  "source", "inet",
                  "destination", "inet",
                  "measurement_agent", "inet",
                  "input_source", NAME,
                  "input_destination", NAME,
                  "metadata_id", ID),
              "id",
              "metadata_id"),
          table(
              "ps_networkelement_subject",
              Map.of(
                  "id", ID,
                  "tool_name", NAME,
                  "source", "inet",
                  "measurement_agent", "inet",
                  "input_source", NAME,
                  "metadata_id", ID),
              "id",
              "metadata_id"),
          table(
              "ps_event_types",
              Map.of(
                  "id", ID,
                  "event_type", NAME,
                  "summary_type", NAME,
                  "summary_window", "bigint",
                  "time_updated", TIME,
                  "metadata_id", ID),
              "id"),
          table(
              "ps_metadata_parameters",
              Map.of("id", ID, "parameter_key", NAME, "parameter_value", "text", "metadata_id", ID),
              "id"),
          table(
              "auth_user",
              Map.of(
                  "id", ID,
                  "password", "character varying",
                  "is_superuser", "boolean",
                  "username", "character varying",
                  "first_name", "character varying",
                  "last_name", "character varying",
                  "email", "character varying",
                  "is_staff", "boolean",
                  "is_active", "boolean",
                  "date_joined", TIME),
              "id",
              "username"),
          table(
              "authtoken_token",
              Map.of("key", "character varying", "created", TIME, "user_id", ID),
              "key",
              "user_id"),
          table("useripaddress", Map.of("id", ID, "ip", "cidr", "user_id", ID), "id", "ip"));

  private static TableShape table(String name, Map<String, String> columns, String... unique) {
    return new TableShape(
        name, columns, Arrays.stream(unique).map(Set::of).collect(Collectors.toList()));
  }

  /** Returns a description of which only the name counts. */
  static TableShape named(String name) {
    return new TableShape(name, Map.of(), List.of());
  }

  /** Copies the collections. */
  public TableShape {
    columns = Map.copyOf(columns);
    unique = List.copyOf(unique);
  }

  /** Says whether a column's type will do. Newer versions of Django make wider ids. */
  static boolean fits(String expected, String actual) {
    return actual.equals(expected)
        || (expected.equals(ID) && actual.equals("bigint"))
        || (expected.equals("character varying") && actual.startsWith(expected));
  }
}
