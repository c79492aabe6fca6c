package net.es.esmond.storage.sql.internal.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An upgrade is one step of this library's additions to esmond's tables. Additions are invisible to
 * esmond, which names the columns it reads and writes. The catalog says whether a step is needed,
 * as tables may be restored from any backup.
 *
 * @param version the step's number, which {@code esmond_storage_schema} notes for people
 * @param adds the tables, the columns of existing tables, or the indexes that are there once the
 *     step is applied
 * @param rewrites the table that the step rewrites, which takes long when it is large; empty for
 *     none
 * @param sql the statements; may be repeated, whatever part of the additions is there
 */
public record Upgrade(int version, List<TableShape> adds, String rewrites, String sql) {
  private static final String VERSIONS = "esmond_storage_schema";

  /** Adds the tables that are this library's own. */
  private static final Upgrade OWN_TABLES =
      new Upgrade(
          1,
          List.of(
              new TableShape(VERSIONS, Map.of("version", "integer"), List.of(Set.of("version"))),
              new TableShape(
                  "esmond_storage_deletions",
                  Map.of("metadata_key", "character varying(128)"),
                  List.of(Set.of("metadata_key")))),
          "",
          DatabaseSchema.resource("upgrade-1.sql"));

  /** The column with the hour of the last update. */
  static final TableShape UPDATED_HOUR =
      new TableShape("ps_event_types", Map.of("esmond_updated_hour", "integer"), List.of());

  /**
   * Adds room on each page, an indexed column with the hour of the last update, and an index on the
   * values of free parameters. A search by time then uses an index, and a row has one update an
   * hour that is not heap-only. Version 2 is gone: it had the date, and a search for an hour read a
   * day.
   */
  private static final Upgrade FASTER_SEARCHES =
      new Upgrade(
          3,
          List.of(
              UPDATED_HOUR,
              TableShape.named("esmond_event_types_updated_hour"),
              TableShape.named("esmond_metadata_parameters_value")),
          "ps_event_types",
          DatabaseSchema.resource("upgrade-3.sql"));

  /** Adds the mark below which no stamp falls, so that followers of changes miss none. */
  private static final Upgrade MARK_OF_CHANGES =
      new Upgrade(
          4,
          List.of(
              new TableShape(
                  "esmond_storage_changes",
                  Map.of("mark", "timestamp with time zone"),
                  List.of(Set.of("id")))),
          "",
          DatabaseSchema.resource("upgrade-4.sql"));

  /**
   * Adds the tables that Django keeps beside those of users, and notes for Django which migrations
   * need not run. A database that Django made has all that.
   */
  static final Upgrade DJANGO =
      new Upgrade(
          5,
          Stream.of(
                  "django_content_type",
                  "auth_permission",
                  "auth_group",
                  "auth_group_permissions",
                  "auth_user_groups",
                  "auth_user_user_permissions",
                  "django_migrations")
              .map(TableShape::named)
              .toList(),
          "",
          DatabaseSchema.resource("upgrade-5.sql"));

  /** All upgrades, in the order in which they are applied. A new one is added at the end. */
  public static final List<Upgrade> ALL =
      List.of(OWN_TABLES, FASTER_SEARCHES, MARK_OF_CHANGES, DJANGO);

  /** Copies the tables. */
  public Upgrade {
    adds = List.copyOf(adds);
  }

  /** Says whether all additions are there. */
  boolean isIn(Catalog catalog) {
    return adds.stream().allMatch(catalog::has);
  }
}
