package net.es.esmond.storage.sql.internal.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One step of this library's additions to esmond's tables. Additions are invisible to esmond, which
 * names the columns it reads and writes.
 *
 * @param version the step's number, which {@code esmond_storage_schema} keeps once it is applied
 * @param adds the tables, or the columns of existing tables, that are there once it is applied
 * @param rewrites the table that the step rewrites, which takes long when it is large; empty for
 *     none
 * @param sql the statements; may be repeated
 */
public record Upgrade(int version, List<Table> adds, String rewrites, String sql) {
  private static final String VERSIONS = "esmond_storage_schema";

  /** Tables of our own. */
  private static final Upgrade OWN_TABLES =
      new Upgrade(
          1,
          List.of(
              new Table(VERSIONS, Map.of("version", "integer"), List.of(Set.of("version"))),
              new Table(
                  "esmond_storage_deletions",
                  Map.of("metadata_key", "character varying(128)"),
                  List.of(Set.of("metadata_key")))),
          "",
          Schema.resource("upgrade-1.sql"));

  /**
   * Room on each page and the hour of the last update: a search by time has an index, and updates
   * stay heap-only but for one an hour. An index on the values of free parameters. There is no
   * version 2 any more: it had the date, which made a search for an hour look at a day.
   */
  static final Upgrade UPDATED_HOUR =
      new Upgrade(
          3,
          List.of(new Table("ps_event_types", Map.of("esmond_updated_hour", "integer"), List.of())),
          "ps_event_types",
          Schema.resource("upgrade-3.sql"));

  /** Every step, in the order in which they are applied. A new one is added at the end. */
  public static final List<Upgrade> ALL = List.of(OWN_TABLES, UPDATED_HOUR);

  /** Copies the tables. */
  public Upgrade {
    adds = List.copyOf(adds);
  }

  /** Says whether the step was applied and what it adds is there still. */
  boolean isIn(Catalog catalog) {
    return catalog.versions().contains(version) && adds.stream().allMatch(catalog::has);
  }
}
