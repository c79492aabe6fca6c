package net.es.esmond.storage.sql.internal.lastupdated;

import java.time.Duration;

/** How many rows a statement updates: as many as the database takes quickly. One thread's. */
final class BatchSize {
  /** A statement's locks keep others waiting for about this long at most. */
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

  /** A statement of about that size went well, in this time. */
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
