package net.es.esmond.storage.cassandra.internal.series;

import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;

/** Cuts the points of one partition into batches of bounded size as they travel. */
final class BatchSplitter {
  /** Where one batch ends; a single point that is larger travels alone. */
  static final int MAX_BATCH_BYTES = 32 * 1024;

  /** Kind, length and id of the prepared statement, count of values. */
  private static final int STATEMENT_BYTES = 1 + 2 + 16 + 2;

  private static final int LENGTH_BYTES = 4;

  /** Month, time and TTL with their lengths. */
  private static final int FIXED_BYTES = LENGTH_BYTES + 1 + LENGTH_BYTES + 8 + LENGTH_BYTES + 4;

  private BatchSplitter() {}

  static List<List<StoredPoint>> split(String rowKey, List<StoredPoint> points) {
    if (points.size() == 1) {
      return List.of(points);
    }
    int overhead = STATEMENT_BYTES + LENGTH_BYTES + utf8Bytes(rowKey) + FIXED_BYTES;
    List<List<StoredPoint>> batches = new ArrayList<>();
    int start = 0;
    int bytes = 0;
    for (int i = 0; i < points.size(); i++) {
      int point = overhead + valueBytes(points.get(i).value());
      if (i > start && bytes + point > MAX_BATCH_BYTES) {
        batches.add(points.subList(start, i));
        start = i;
        bytes = 0;
      }
      bytes += point;
    }
    batches.add(points.subList(start, points.size()));
    return batches;
  }

  private static int valueBytes(StoredValue value) {
    if (value instanceof StoredValue.Text text) {
      return LENGTH_BYTES + utf8Bytes(text.json());
    }
    return value instanceof StoredValue.Whole ? LENGTH_BYTES + 8 : 3 * (LENGTH_BYTES + 8);
  }

  static int utf8Bytes(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // A surrogate pair is four bytes: two for each half.
        bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return bytes;
  }
}
