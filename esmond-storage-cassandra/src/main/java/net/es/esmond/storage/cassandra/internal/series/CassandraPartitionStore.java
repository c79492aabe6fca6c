package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.series.Form;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.PartitionStore;

/** Lists partitions from the index, and deletes whole partitions by a single tombstone each. */
final class CassandraPartitionStore implements PartitionStore {
  private final CassandraTimeSeriesStore store;
  private final Requests requests;
  private final CqlIdentifier keyspace;
  private final PartitionIndex index;

  CassandraPartitionStore(
      CassandraTimeSeriesStore store,
      Requests requests,
      CqlIdentifier keyspace,
      PartitionIndex index) {
    this.store = store;
    this.requests = requests;
    this.keyspace = keyspace;
    this.index = index;
  }

  static List<String> statements(CqlIdentifier keyspace) {
    List<String> statements = new ArrayList<>();
    for (Form form : Form.values()) {
      statements.add(delete(keyspace, SeriesTable.tableName(form)));
    }
    statements.add(delete(keyspace, "summaries_state"));
    return statements;
  }

  private static String delete(CqlIdentifier keyspace, String table) {
    return "DELETE FROM " + keyspace.asCql(true) + "." + table + " WHERE key = ? AND month = ?";
  }

  @Override
  public CompletionStage<List<Partition>> partitions(Deadline deadline) {
    return index.partitions(store.level(Optional.empty()), deadline).thenApply(List::copyOf);
  }

  @Override
  public int shards() {
    return PartitionTables.SHARDS;
  }

  @Override
  public CompletionStage<List<String>> paths(
      Partition partition, int shard, String after, int limit, Deadline deadline) {
    return index.paths(partition, shard, after, limit, store.level(Optional.empty()), deadline);
  }

  @Override
  public CompletionStage<Void> clear(
      Series series, Partition partition, long timestampMicros, Deadline deadline) {
    String data = delete(keyspace, SeriesTable.tableName(Form.of(series)));
    String state = delete(keyspace, "summaries_state");
    return delete(data, series, partition, timestampMicros, deadline)
        .thenCompose(done -> delete(state, series, partition, timestampMicros, deadline))
        .thenAccept(done -> {});
  }

  @Override
  public CompletionStage<Void> drop(
      Series series, Partition partition, long timestampMicros, Deadline deadline) {
    return clear(series, partition, timestampMicros, deadline)
        .thenCompose(
            cleared ->
                index.remove(series, partition, timestampMicros, store.writeLevel(), deadline));
  }

  private CompletionStage<?> delete(
      String cql, Series series, Partition partition, long timestampMicros, Deadline deadline) {
    return requests.send(
        c ->
            c.prepared(cql)
                .bind(partition.rowKey(series), partition.storedNumber())
                .setQueryTimestamp(timestampMicros)
                .setConsistencyLevel(store.writeLevel()),
        deadline);
  }
}
