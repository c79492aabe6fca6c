package net.es.esmond.storage.cassandra.internal.schema;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one node knows of a keyspace.
 *
 * @param node the node
 * @param replication empty when the node does not know the keyspace
 * @param tables by name
 */
record SchemaView(Node node, Optional<Replication> replication, Map<String, Table> tables) {

  /** Asks one node, whatever the others know; columns come in the order of the wanted tables. */
  static SchemaView of(Node node, CqlIdentifier keyspace, List<Table> wanted, Ddl ddl) {
    Row replication =
        ddl.execute(
                node,
                "SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?",
                keyspace.asInternal())
            .one();
    Map<String, List<Row>> columns = new TreeMap<>();
    ddl.execute(
            node,
            "SELECT table_name, column_name, kind, position, type FROM system_schema.columns"
                + " WHERE keyspace_name = ?",
            keyspace.asInternal())
        .forEach(
            row ->
                columns
                    .computeIfAbsent(text(row, "table_name"), name -> new ArrayList<>())
                    .add(row));
    Map<String, Table> tables = new HashMap<>();
    columns.forEach((name, rows) -> tables.put(name, table(name, rows, wanted)));
    return new SchemaView(
        node,
        Optional.ofNullable(replication)
            .map(row -> row.getMap("replication", String.class, String.class))
            .map(Replication::of),
        tables);
  }

  boolean has(Table table) {
    return tables.containsKey(table.name());
  }

  /** Columns of the value part are compared as we declare them: their order there means nothing. */
  private static Table table(String name, List<Row> rows, List<Table> wanted) {
    List<String> declared =
        wanted.stream()
            .filter(table -> table.name().equals(name))
            .flatMap(table -> table.columns().stream().map(Table.Column::name))
            .toList();
    return new Table(
        name,
        rows.stream()
            .sorted(
                Comparator.comparing(SchemaView::kind)
                    .thenComparing(row -> row.getInt("position"))
                    .thenComparing(row -> declared.indexOf(text(row, "column_name"))))
            .map(row -> new Table.Column(text(row, "column_name"), text(row, "type"), kind(row)))
            .toList());
  }

  /** A kind that ours lack (static) counts as regular; the column's name tells it apart. */
  private static Table.Kind kind(Row row) {
    return switch (text(row, "kind")) {
      case "partition_key" -> Table.Kind.PARTITION_KEY;
      case "clustering" -> Table.Kind.CLUSTERING;
      default -> Table.Kind.REGULAR;
    };
  }

  private static String text(Row row, String column) {
    return Objects.requireNonNull(row.getString(column), column);
  }
}
