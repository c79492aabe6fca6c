package net.es.esmond.storage.sql.internal.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An upgrade is one step of this library's additions to esmond's tables. Additions are invisible to
 * esmond, which names the columns it reads and writes.
 *
 * @param version the step's number, which {@code esmond_storage_schema} keeps once it is applied
 * @param adds the tables, or the columns of existing tables, that are there once it is applied
 * @param rewrites the table that the step rewrites, which takes long when it is large; empty for
 *     none
 * @param sql the statements; may be repeated
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

  /**
   * Adds room on each page, an indexed column with the hour of the last update, and an index on the
   * values of free parameters. A search by time then uses an index, and a row has one update an
   * hour that is not heap-only. Version 2 is gone: it had the date, and a search for an hour read a
   * day.
   */
  static final Upgrade UPDATED_HOUR =
      new Upgrade(
          3,
          List.of(
              new TableShape(
                  "ps_event_types", Map.of("esmond_updated_hour", "integer"), List.of())),
          "ps_event_types",
          DatabaseSchema.resource("upgrade-3.sql"));

  /** All upgrades, in the order in which they are applied. A new one is added at the end. */
  public static final List<Upgrade> ALL = List.of(OWN_TABLES, UPDATED_HOUR);

  /** Copies the tables. */
  public Upgrade {
    adds = List.copyOf(adds);
  }

  /** Says whether the upgrade was applied, and its additions are there still. */
  boolean isIn(Catalog catalog) {
    return catalog.versions().contains(version) && adds.stream().allMatch(catalog::has);
  }
}
