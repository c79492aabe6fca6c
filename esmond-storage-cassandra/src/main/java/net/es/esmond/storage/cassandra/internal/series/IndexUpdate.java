package net.es.esmond.storage.cassandra.internal.series;

import java.util.List;
import net.es.esmond.storage.cassandra.internal.batch.RowWrite;

/**
 * What puts a partition into the index, to travel with what is written there.
 *
 * @param rows none when it was listed a short while ago
 * @param written run once the rows are stored
 */
record IndexUpdate(List<RowWrite> rows, Runnable written) {
  static final IndexUpdate NONE = new IndexUpdate(List.of(), () -> {});
}
