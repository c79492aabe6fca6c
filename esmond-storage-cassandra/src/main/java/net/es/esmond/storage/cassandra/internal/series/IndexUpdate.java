package net.es.esmond.storage.cassandra.internal.series;

import java.util.List;
import net.es.esmond.storage.cassandra.internal.batch.RowWrite;

/**
 * The rows that add a partition to the index, to be sent with the partition's points.
 *
 * @param rows the rows; none when the partition was added a short while ago
 * @param written runs once the rows are stored
 */
record IndexUpdate(List<RowWrite> rows, Runnable written) {
  static final IndexUpdate NONE = new IndexUpdate(List.of(), () -> {});
}
