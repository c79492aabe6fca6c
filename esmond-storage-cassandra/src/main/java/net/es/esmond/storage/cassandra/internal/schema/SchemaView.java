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
 * A keyspace's schema as one node knows it.
 *
 * @param node the node
 * @param replication the keyspace's replication; empty when the node does not know the keyspace
 * @param tables tables by name
 */
record SchemaView(
    Node node, Optional<KeyspaceOptions> replication, Map<String, TableDefinition> tables) {

  /**
   * Reads the schema that one node knows. Columns are returned in the order of the wanted tables.
   */
  static SchemaView of(Node node, CqlIdentifier keyspace, List<TableDefinition> wanted, Ddl ddl) {
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
    Map<String, TableDefinition> tables = new HashMap<>();
    columns.forEach((name, rows) -> tables.put(name, table(name, rows, wanted)));
    return new SchemaView(
        node,
        Optional.ofNullable(replication)
            .map(row -> row.getMap("replication", String.class, String.class))
            .map(KeyspaceOptions::of),
        tables);
  }

  boolean has(TableDefinition table) {
    return tables.containsKey(table.name());
  }

  /**
   * Returns a table's definition. Regular columns are ordered as in the wanted table, since their
   * order in Cassandra has no meaning.
   */
  private static TableDefinition table(String name, List<Row> rows, List<TableDefinition> wanted) {
    List<String> declared =
        wanted.stream()
            .filter(table -> table.name().equals(name))
            .flatMap(table -> table.columns().stream().map(TableDefinition.Column::name))
            .toList();
    return new TableDefinition(
        name,
        rows.stream()
            .sorted(
                Comparator.comparing(SchemaView::kind)
                    .thenComparing(row -> row.getInt("position"))
                    .thenComparing(row -> declared.indexOf(text(row, "column_name"))))
            .map(
                row ->
                    new TableDefinition.Column(
                        text(row, "column_name"), text(row, "type"), kind(row)))
            .toList());
  }

  /**
   * Returns a column's kind. A static column counts as regular. None of our tables has one, so its
   * name differs from all of ours.
   */
  private static TableDefinition.Kind kind(Row row) {
    return switch (text(row, "kind")) {
      case "partition_key" -> TableDefinition.Kind.PARTITION_KEY;
      case "clustering" -> TableDefinition.Kind.CLUSTERING;
      default -> TableDefinition.Kind.REGULAR;
    };
  }

  private static String text(Row row, String column) {
    return Objects.requireNonNull(row.getString(column), column);
  }
}
