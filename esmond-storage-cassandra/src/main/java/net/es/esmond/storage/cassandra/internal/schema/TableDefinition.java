package net.es.esmond.storage.cassandra.internal.schema;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A table's shape.
 *
 * @param name its name
 * @param columns partition key first, then clustering columns, then the others
 */
record TableDefinition(String name, List<Column> columns) {
  /**
   * When a coordinator asks a further replica for a read. By default, once 99 % of the table's
   * reads used to be answered: after a busy minute that can be a second, which every read that
   * counts on a replica that has just died then takes, until five seconds later the coordinator
   * gives up on it.
   */
  private static final String SPECULATIVE_RETRY = "MIN(99p,50ms)";

  TableDefinition {
    columns = List.copyOf(columns);
  }

  /** A column's part in the table; the constants are in the order of declaration. */
  enum Kind {
    PARTITION_KEY,
    CLUSTERING,
    REGULAR
  }

  /**
   * A column.
   *
   * @param name its name
   * @param type its CQL type
   * @param kind its part in the table
   */
  record Column(String name, String type, Kind kind) {
    @Override
    public String toString() {
      return switch (kind) {
        case PARTITION_KEY -> name + " " + type + " partition key";
        case CLUSTERING -> name + " " + type + " clustering";
        case REGULAR -> name + " " + type;
      };
    }
  }

  /** Reads a shape from the three parts of a declaration, such as {@code "key text, n int"}. */
  static TableDefinition of(String name, String partitionKey, String clustering, String regular) {
    List<Column> columns = new ArrayList<>();
    add(columns, partitionKey, Kind.PARTITION_KEY);
    add(columns, clustering, Kind.CLUSTERING);
    add(columns, regular, Kind.REGULAR);
    return new TableDefinition(name, columns);
  }

  private static void add(List<Column> columns, String declaration, Kind kind) {
    if (!declaration.isEmpty()) {
      for (String each : declaration.split(", ", -1)) {
        int space = each.indexOf(' ');
        columns.add(new Column(each.substring(0, space), each.substring(space + 1), kind));
      }
    }
  }

  /**
   * The statement that creates it. The table's id follows from its name: when several instances
   * create it through different coordinators at once, all create the same table, where ids drawn by
   * the coordinators would leave nodes with tables that no longer match.
   */
  String create(CqlIdentifier keyspace, String compaction) {
    String id = keyspace.asInternal() + "." + name;
    return "CREATE TABLE IF NOT EXISTS "
        + keyspace.asCql(true)
        + "."
        + name
        + " ("
        + columns.stream().map(c -> c.name + " " + c.type).collect(Collectors.joining(", "))
        + ", PRIMARY KEY (("
        + names(Kind.PARTITION_KEY)
        + ")"
        + columns.stream()
            .filter(c -> c.kind == Kind.CLUSTERING)
            .map(c -> ", " + c.name)
            .collect(Collectors.joining())
        + ")) WITH id = "
        + UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8))
        + " AND compaction = {'class': '"
        + compaction
        + "'} AND speculative_retry = '"
        + SPECULATIVE_RETRY
        + "'";
  }

  private String names(Kind kind) {
    return columns.stream()
        .filter(c -> c.kind == kind)
        .map(Column::name)
        .collect(Collectors.joining(", "));
  }
}
