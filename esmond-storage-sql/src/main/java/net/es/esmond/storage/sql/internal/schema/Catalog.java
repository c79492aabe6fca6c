package net.es.esmond.storage.sql.internal.schema;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.es.esmond.storage.sql.internal.pool.Session;

/** A catalog lists what some names stand for in the database, and what the tables consist of. */
final class Catalog {
  /** Resolves each name as every other statement does: PostgreSQL decides, by the search path. */
  private static final String READ =
      """
      SELECT t.name, c.relkind, quote_ident(n.nspname) AS schema,
             ARRAY(SELECT a.attname::text FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                    ORDER BY a.attnum) AS columns,
             ARRAY(SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                    ORDER BY a.attnum) AS types,
             ARRAY(SELECT array_to_string(
                            ARRAY(SELECT a.attname FROM pg_attribute a
                                   WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey)), ',')
                     FROM pg_index i
                    WHERE i.indrelid = c.oid
                      AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
                      AND i.indexprs IS NULL) AS keys
        FROM unnest(?::text[]) AS t (name)
        JOIN pg_class c ON c.oid = to_regclass(t.name)
        JOIN pg_namespace n ON n.oid = c.relnamespace
      """;

  private final Map<String, Relation> relations = new HashMap<>();

  /** A table, an index, or whatever else has the name. */
  private record Relation(
      String schema, boolean isTable, Map<String, String> columns, Set<Set<String>> unique) {}

  private Catalog() {}

  static Catalog read(Session session, Collection<TableShape> shapes) throws SQLException {
    Catalog catalog = new Catalog();
    session
        .query(READ)
        .bindArray(shapes.stream().map(TableShape::name).distinct().toList())
        .forEach(row -> catalog.relations.put(row.getString("name"), relation(row)));
    return catalog;
  }

  private static Relation relation(ResultSet row) throws SQLException {
    String[] columns = texts(row, "columns");
    String[] types = texts(row, "types");
    String kind = row.getString("relkind");
    return new Relation(
        row.getString("schema"),
        kind.equals("r") || kind.equals("p"),
        IntStream.range(0, columns.length)
            .boxed()
            .collect(Collectors.toMap(i -> columns[i], i -> types[i])),
        Arrays.stream(texts(row, "keys"))
            .map(key -> Set.copyOf(List.of(key.split(","))))
            .collect(Collectors.toSet()));
  }

  private static String[] texts(ResultSet row, String column) throws SQLException {
    return (String[]) row.getArray(column).getArray();
  }

  /** Returns the schema of a table as SQL writes it; empty when no visible table has the name. */
  Optional<String> schema(String table) {
    return Optional.ofNullable(relations.get(table)).map(Relation::schema);
  }

  /** Returns what no visible table or index has the name of. */
  List<TableShape> missing(List<TableShape> shapes) {
    return shapes.stream().filter(shape -> !relations.containsKey(shape.name())).toList();
  }

  /** Says whether a table or index exists in the expected shape. */
  boolean has(TableShape shape) {
    return relations.containsKey(shape.name()) && differences(List.of(shape)).isEmpty();
  }

  /** Returns each difference between the expected shape and an existing table as a text. */
  List<String> differences(List<TableShape> shapes) {
    List<String> differences = new ArrayList<>();
    for (TableShape shape : shapes) {
      Relation actual = relations.get(shape.name());
      if (actual != null && !shape.columns().isEmpty()) {
        compare(shape, actual, differences);
      }
    }
    return differences;
  }

  private static void compare(TableShape table, Relation actual, List<String> differences) {
    if (!actual.isTable()) {
      differences.add(table.name() + " is not a table");
    }
    new TreeMap<>(table.columns())
        .forEach(
            (column, type) -> {
              String found = actual.columns().get(column);
              if (found == null) {
                differences.add(table.name() + "." + column + " is missing");
              } else if (!TableShape.fits(type, found)) {
                differences.add(
                    table.name() + "." + column + " is " + found + ", but should be " + type);
              }
            });
    for (Set<String> key : table.unique()) {
      if (!actual.unique().contains(key)) {
        differences.add(table.name() + " has no unique key on " + key);
      }
    }
  }
}
