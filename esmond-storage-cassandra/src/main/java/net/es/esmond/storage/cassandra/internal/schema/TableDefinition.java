package net.es.esmond.storage.cassandra.internal.schema;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The shape of a table.
 *
 * @param name the table's name
 * @param columns columns of the partition key, then clustering columns, then the others
 */
record TableDefinition(String name, List<Column> columns) {
  /**
   * Time after which a coordinator asks a further replica for a read. Cassandra's default is the
   * 99th percentile of the table's read latency, which can be a second after a busy minute. Every
   * read that needs a replica that has just died would then take as long, until the coordinator
   * considers the replica dead, after five seconds.
   */
  private static final String SPECULATIVE_RETRY = "MIN(99p,25ms)";

  TableDefinition {
    columns = List.copyOf(columns);
  }

  /** The role of a column. The constants are in the order in which a declaration lists columns. */
  enum Kind {
    PARTITION_KEY,
    CLUSTERING,
    REGULAR
  }

  /**
   * A column of a table.
   *
   * @param name the column's name
   * @param type the column's CQL type
   * @param kind the column's role
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
   * Returns the statement that creates the table. The table's id is derived from its name. So
   * several instances that create it at once, through different coordinators, create the same
   * table. Ids drawn by the coordinators would leave nodes with tables that do not match.
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
