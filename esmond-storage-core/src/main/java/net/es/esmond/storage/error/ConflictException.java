package net.es.esmond.storage.error;

import java.time.Instant;

/** A different value is already stored for the same series and time. */
public final class ConflictException extends EsmondException {
  private static final long serialVersionUID = 1L;

  /** The series, as esmond's row key without the year. */
  private final String series;

  /** The time that is taken. */
  private final Instant time;

  /**
   * Creates the error.
   *
   * @param series the series
   * @param time the time that is taken
   */
  public ConflictException(String series, Instant time) {
    super(
        ErrorCode.CONFLICT,
        "a stored point keeps its value, but '" + series + "' has another one at " + time,
        null);
    this.series = series;
    this.time = time;
  }

  /**
   * Returns the series.
   *
   * @return esmond's row key without the year
   */
  public String series() {
    return series;
  }

  /**
   * Returns the time that is taken.
   *
   * @return the time of the point
   */
  public Instant time() {
    return time;
  }
}
