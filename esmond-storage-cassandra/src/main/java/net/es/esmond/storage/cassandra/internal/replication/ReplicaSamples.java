package net.es.esmond.storage.cassandra.internal.replication;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.type.DataTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.replication.TokenRange;

/** Samples partitions of all tables, evenly around the ring. Blocks; for one thread. */
final class ReplicaSamples {
  private static final BigInteger LAST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger FIRST = BigInteger.valueOf(Long.MIN_VALUE);

  private final ReplicaReads reads;
  private final KeyspaceMetadata keyspace;
  private final Random random;

  ReplicaSamples(ReplicaReads reads, KeyspaceMetadata keyspace, Random random) {
    this.reads = reads;
    this.keyspace = keyspace;
    this.random = random;
  }

  /**
   * A partition to compare.
   *
   * @param select the statement that reads the partition
   * @param replicas host ids of the partition's replicas
   * @param name the partition's name for people
   */
  record Sample(SimpleStatement select, List<UUID> replicas, String name) {}

  /** A table and a range of the ring to take samples from. */
  private record TableRange(TableMetadata table, TokenRange range) {}

  List<Sample> draw(List<TokenRange> ranges, int wanted) {
    List<TableRange> tableRanges = tableRanges(ranges);
    Collections.shuffle(tableRanges, random);
    int each = Math.max(1, (wanted + ranges.size() - 1) / Math.max(1, ranges.size()));
    List<Sample> samples = new ArrayList<>();
    for (TableRange source : tableRanges) {
      if (samples.size() < wanted) {
        samples.addAll(from(source, Math.min(each, wanted - samples.size())));
      }
    }
    return samples;
  }

  private List<TableRange> tableRanges(List<TokenRange> ranges) {
    List<TableRange> tableRanges = new ArrayList<>();
    for (TableMetadata table : keyspace.getTables().values()) {
      ranges.forEach(
          range -> straight(range).forEach(part -> tableRanges.add(new TableRange(table, part))));
    }
    return tableRanges;
  }

  /**
   * Splits a range at the end of the ring. No part is empty, since CQL takes a range from the first
   * token to the first token for the whole ring.
   */
  static List<TokenRange> straight(TokenRange range) {
    BigInteger start = range.startExclusive();
    BigInteger end = range.endInclusive();
    if (start.compareTo(end) < 0) {
      return List.of(range);
    }
    TokenRange before = new TokenRange(start, LAST, range.replicas());
    TokenRange behind = new TokenRange(FIRST, end, range.replicas());
    return Stream.of(before, behind)
        .filter(part -> part.startExclusive().compareTo(part.endInclusive()) < 0)
        .toList();
  }

  /**
   * Returns partitions of a range that start after a random token, then those from the start of the
   * range, as one replica knows them.
   */
  private List<Sample> from(TableRange source, int limit) {
    BigInteger start = source.range().startExclusive();
    BigInteger token = anywhere(source.range());
    List<Sample> samples = from(source, token, source.range().endInclusive(), limit);
    if (samples.size() < limit && token.compareTo(start) > 0) {
      samples.addAll(from(source, start, token, limit - samples.size()));
    }
    return samples;
  }

  private BigInteger anywhere(TokenRange range) {
    BigDecimal length = new BigDecimal(range.endInclusive().subtract(range.startExclusive()));
    BigDecimal part = length.multiply(BigDecimal.valueOf(random.nextDouble()));
    return range.startExclusive().add(part.toBigInteger());
  }

  private List<Sample> from(TableRange source, BigInteger start, BigInteger end, int limit) {
    TableMetadata table = source.table();
    List<String> key = table.getPartitionKey().stream().map(c -> c.getName().asCql(true)).toList();
    String columns = String.join(", ", key);
    String name = cql(table.getKeyspace()) + "." + cql(table.getName());
    SimpleStatement keys =
        SimpleStatement.newInstance(
            "SELECT DISTINCT %s FROM %s WHERE token(%s) > ? AND token(%s) <= ? LIMIT %s"
                .formatted(columns, name, columns, columns, limit),
            start.longValueExact(),
            end.longValueExact());
    String where = key.stream().map(k -> k + " = ?").collect(Collectors.joining(" AND "));
    String partition =
        "SELECT "
            + compared(table)
            + " FROM "
            + name
            + " WHERE "
            + where
            + " LIMIT "
            + ReplicaReads.ROWS;
    List<UUID> replicas = source.range().replicas();
    List<Sample> samples = new ArrayList<>();
    for (Row row : reads.read(keys, replicas.get(random.nextInt(replicas.size())))) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < key.size(); i++) {
        values.add(row.getObject(i));
      }
      samples.add(
          new Sample(
              SimpleStatement.newInstance(partition, values.toArray()),
              replicas,
              name + " " + values));
    }
    return samples;
  }

  /** Texts may be megabytes each; replicas with the same write timestamp have the same one. */
  private static String compared(TableMetadata table) {
    return table.getColumns().values().stream()
        .map(
            column ->
                column.getType().equals(DataTypes.TEXT) && !table.getPrimaryKey().contains(column)
                    ? "WRITETIME(" + cql(column.getName()) + ")"
                    : cql(column.getName()))
        .collect(Collectors.joining(", "));
  }

  private static String cql(CqlIdentifier name) {
    return name.asCql(true);
  }
}
