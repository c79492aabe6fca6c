package net.es.esmond.storage.summary;

import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;

/**
 * An accumulator that computes one summary from base values and from summaries of shorter windows.
 * Their order does not matter: the result equals, to the last bit, the summary of all base values.
 * Statistics are computed from histograms, which are base values or aggregations of shorter
 * windows. Not for use by several threads at once.
 *
 * <pre>{@code
 * Accumulator average = Accumulator.of(series);
 * average.add(new IntegerValue(3), 1).add(new IntegerValue(4), 1);
 * average.value();   // Average[sum=7, count=2, baseFreq=1000]
 * }</pre>
 */
public abstract sealed class Accumulator permits NumberAccumulator, HistogramAccumulator {
  final Series summary;
  private long points;

  Accumulator(Series summary) {
    this.summary = summary;
  }

  /**
   * Returns an accumulator without points.
   *
   * @param summary the series of the summary
   * @return an accumulator of no points
   * @throws InvalidInputException when there is no such summary of the event type's values
   */
  public static Accumulator of(Series summary) {
    Summaries.checkAllowed(summary);
    return switch (summary.eventType().valueType()) {
      case HISTOGRAM -> new HistogramAccumulator(summary);
      case INTEGER, FLOAT, PERCENTAGE -> new NumberAccumulator(summary);
      case JSON, SUBINTERVAL -> throw new IllegalStateException("no summaries of " + summary);
    };
  }

  /**
   * Adds a base value, or a summary of a shorter window.
   *
   * @param value the value
   * @param ofPoints how many base points the value stands for: 1 for a base value
   * @return this
   * @throws InvalidInputException when the value has another type, or stands for less than one
   *     point
   */
  public final Accumulator add(Value value, long ofPoints) {
    if (ofPoints < 1) {
      throw new InvalidInputException("ofPoints", ofPoints, "must be 1 or more");
    }
    if (!include(value)) {
      throw new InvalidInputException(
          "val", value, "must be one that " + summary + " is made from");
    }
    points += ofPoints;
    return this;
  }

  /** Includes a value; returns false when it is of the wrong kind. */
  abstract boolean include(Value value);

  /**
   * Returns the number of base points so far.
   *
   * @return 0 or more
   */
  public final long points() {
    return points;
  }

  /**
   * Returns the summary of what was added so far.
   *
   * @return the summary: of an integer or float, an {@code Average} or a value of the same type; of
   *     a percentage, a percentage; of a histogram, a histogram or {@code Statistics}
   * @throws InvalidInputException when a sum does not fit in 64 bits, or nothing was added: a
   *     window without points has no summary
   */
  public final Value value() {
    if (points == 0) {
      throw new InvalidInputException("val", summary, "must have points in the window");
    }
    return result();
  }

  abstract Value result();

  final long fit(Sum sum) {
    return sum.value()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "val", summary, "the values of a window must add up to at most 64 bits"));
  }

  final boolean is(SummaryType type) {
    return summary.summaryType() == type;
  }
}
