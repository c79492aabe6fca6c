package net.es.esmond.storage.sql.internal.lastupdated;

import java.time.Duration;

/**
 * Says how many rows a statement updates: as many as the database writes within 250 ms. Used by one
 * thread.
 */
final class BatchSize {
  /** Bounds a statement's time, as its locks keep other writers waiting. */
  private static final Duration SLOW = Duration.ofMillis(250);

  private final int max;
  private int rows;

  BatchSize(int max) {
    this.max = max;
    this.rows = max;
  }

  int rows() {
    return rows;
  }

  /** Takes note of the time that a successful statement of about this size took. */
  void took(Duration time) {
    if (time.compareTo(SLOW) > 0) {
      failed();
    } else if (time.multipliedBy(4).compareTo(SLOW) < 0) {
      rows = Math.min(max, 2 * rows);
    }
  }

  void failed() {
    rows = Math.max(1, rows / 2);
  }
}
