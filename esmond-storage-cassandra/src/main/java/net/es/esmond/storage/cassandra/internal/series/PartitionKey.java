package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;

/**
 * The two columns of a partition key as they travel, encoded once for all the statements that bear
 * them.
 */
record PartitionKey(ByteBuffer rowKey, ByteBuffer number) {

  static PartitionKey of(Series series, Partition partition) {
    return new PartitionKey(
        ByteBuffer.wrap(partition.rowKey(series).getBytes(StandardCharsets.UTF_8)),
        ByteBuffer.wrap(new byte[] {partition.storedNumber()}));
  }

  /** Binds the first two values of a statement. */
  BoundStatementBuilder bind(PreparedStatement statement) {
    return statement.boundStatementBuilder().setBytesUnsafe(0, rowKey).setBytesUnsafe(1, number);
  }

  /** The row keys of some partitions, as a list of text travels. */
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

  /** What the token is computed from: each column with its length before and a zero behind. */
  ByteBuffer routingKey() {
    ByteBuffer key = ByteBuffer.allocate(bytes() + 6);
    for (ByteBuffer column : new ByteBuffer[] {rowKey, number}) {
      key.putShort((short) column.remaining()).put(column.duplicate()).put((byte) 0);
    }
    return key.flip();
  }
}
