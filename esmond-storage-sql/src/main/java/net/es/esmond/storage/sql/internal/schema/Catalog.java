package net.es.esmond.storage.sql.internal.schema;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.es.esmond.storage.sql.internal.pool.Session;

/** A catalog lists the columns and unique keys that some tables have in the database. */
final class Catalog {
  private static final String COLUMNS =
      """
      SELECT c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod)
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY (?::name[])
      """;

  private static final String UNIQUE =
      """
      SELECT c.relname,
             ARRAY(SELECT a.attname::text FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey))
        FROM pg_class c
        JOIN pg_index i ON i.indrelid = c.oid
         AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
       WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY (?::name[])
      """;

  private final Map<String, Map<String, String>> columns = new HashMap<>();
  private final Map<String, Set<Set<String>>> unique = new HashMap<>();
  private final Set<String> notTables = new HashSet<>();
  private final Set<Integer> versions = new HashSet<>();

  private Catalog() {}

  static Catalog read(Session session, Collection<TableShape> tables) throws SQLException {
    Catalog catalog = new Catalog();
    List<String> names = tables.stream().map(TableShape::name).distinct().toList();
    session.query(COLUMNS).bindArray(names).forEach(catalog::addColumn);
    session.query(UNIQUE).bindArray(names).forEach(catalog::addUnique);
    if (catalog.columns.containsKey("esmond_storage_schema")) {
      session
          .query("SELECT version FROM esmond_storage_schema")
          .forEach(row -> catalog.versions.add(row.getInt("version")));
    }
    return catalog;
  }

  /** Returns the versions of all upgrades that were ever applied. */
  Set<Integer> versions() {
    return versions;
  }

  private void addUnique(ResultSet row) throws SQLException {
    unique
        .computeIfAbsent(row.getString(1), table -> new HashSet<>())
        .add(Set.of((String[]) row.getArray(2).getArray()));
  }

  private void addColumn(ResultSet row) throws SQLException {
    String table = row.getString(1);
    columns.computeIfAbsent(table, name -> new TreeMap<>()).put(row.getString(3), row.getString(4));
    String kind = row.getString(2);
    if (!kind.equals("r") && !kind.equals("p")) {
      notTables.add(table);
    }
  }

  /** Returns the tables that do not exist. */
  List<TableShape> missing(List<TableShape> tables) {
    return tables.stream().filter(table -> !columns.containsKey(table.name())).toList();
  }

  /** Says whether a table exists in the expected shape. */
  boolean has(TableShape table) {
    return columns.containsKey(table.name()) && differences(List.of(table)).isEmpty();
  }

  /** Returns each difference between the expected shape and an existing table as a text. */
  List<String> differences(List<TableShape> tables) {
    List<String> differences = new ArrayList<>();
    for (TableShape table : tables) {
      Map<String, String> actual = columns.get(table.name());
      if (actual != null) {
        compare(table, actual, differences);
      }
    }
    return differences;
  }

  private void compare(TableShape table, Map<String, String> actual, List<String> differences) {
    if (notTables.contains(table.name())) {
      differences.add(table.name() + " is not a table");
    }
    new TreeMap<>(table.columns())
        .forEach(
            (column, type) -> {
              String found = actual.get(column);
              if (found == null) {
                differences.add(table.name() + "." + column + " is missing");
              } else if (!TableShape.fits(type, found)) {
                differences.add(
                    table.name() + "." + column + " is " + found + ", but should be " + type);
              }
            });
    for (Set<String> key : table.unique()) {
      if (!unique.getOrDefault(table.name(), Set.of()).contains(key)) {
        differences.add(table.name() + " has no unique key on " + key);
      }
    }
  }
}
