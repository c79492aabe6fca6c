package net.es.esmond.storage.cassandra.internal.series;

import java.util.ArrayList;
import java.util.List;

/** Splits the rows of one partition into batches of bounded size, as encoded for the server. */
final class BatchSplitter {
  /**
   * Largest size of a batch, in bytes. A single row that is larger is sent in a batch of its own.
   */
  static final int MAX_BATCH_BYTES = 32 * 1024;

  private BatchSplitter() {}

  static List<List<PointWrite>> split(List<PointWrite> rows) {
    if (rows.size() == 1) {
      return List.of(rows);
    }
    List<List<PointWrite>> batches = new ArrayList<>();
    int start = 0;
    int bytes = 0;
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i).bytes();
      if (i > start && bytes + row > MAX_BATCH_BYTES) {
        batches.add(rows.subList(start, i));
        start = i;
        bytes = 0;
      }
      bytes += row;
    }
    batches.add(rows.subList(start, rows.size()));
    return batches;
  }
}
