package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;

/** The two columns of a partition key, encoded once for all statements that use them. */
record PartitionKey(ByteBuffer rowKey, ByteBuffer number) {

  static PartitionKey of(Series series, Partition partition) {
    return new PartitionKey(
        ByteBuffer.wrap(partition.rowKey(series).getBytes(StandardCharsets.UTF_8)),
        ByteBuffer.wrap(new byte[] {partition.storedNumber()}));
  }

  /** Binds the key as the first two values of a statement. */
  BoundStatementBuilder bind(PreparedStatement statement) {
    return statement.boundStatementBuilder().setBytesUnsafe(0, rowKey).setBytesUnsafe(1, number);
  }

  /** Encodes the row keys of partitions as a list of text. */
  static ByteBuffer rowKeys(List<PartitionKey> partitions) {
    int bytes = Integer.BYTES;
    for (PartitionKey partition : partitions) {
      bytes += Integer.BYTES + partition.rowKey.remaining();
    }
    ByteBuffer list = ByteBuffer.allocate(bytes).putInt(partitions.size());
    for (PartitionKey partition : partitions) {
      list.putInt(partition.rowKey.remaining()).put(partition.rowKey.duplicate());
    }
    return list.flip();
  }

  int bytes() {
    return rowKey.remaining() + number.remaining();
  }

  /**
   * Returns the bytes from which the token is computed: each column, preceded by its length and
   * followed by a zero.
   */
  ByteBuffer routingKey() {
    ByteBuffer key = ByteBuffer.allocate(bytes() + 6);
    for (ByteBuffer column : new ByteBuffer[] {rowKey, number}) {
      key.putShort((short) column.remaining()).put(column.duplicate()).put((byte) 0);
    }
    return key.flip();
  }
}
