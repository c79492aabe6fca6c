package net.es.esmond.storage.testkit.data;

import java.time.Instant;
import java.util.List;

/**
 * One measurement in the form of esmond's sample files.
 *
 * @param path esmond's path of the series: {@code ps}, event type with underscores, metadata key;
 *     for a summary also its type and its window in seconds
 * @param time when it was measured, to the millisecond
 * @param value as JSON text: a number, a histogram or a document
 */
public record SamplePoint(List<String> path, Instant time, String value) {

  /** Checks the path's form. */
  public SamplePoint {
    path = List.copyOf(path);
    if ((path.size() != 3 && path.size() != 5) || !path.get(0).equals("ps")) {
      throw new IllegalArgumentException(
          "path must be [ps, event type, key] or [ps, event type, key, summary, window], but was "
              + path);
    }
  }

  /**
   * Returns the event type by esmond's name.
   *
   * @return such as {@code packet-count-sent}
   */
  public String eventType() {
    return path.get(1).replace('_', '-');
  }

  /**
   * Returns the key of the test that measured it.
   *
   * @return as the file has it
   */
  public String metadataKey() {
    return path.get(2);
  }

  /**
   * Returns whether this was measured, not summarised.
   *
   * @return false for a point of a summary
   */
  public boolean isBase() {
    return path.size() == 3;
  }
}
