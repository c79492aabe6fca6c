package net.es.esmond.storage.series;

/** The forms in which values are stored; each has its own table. */
public enum Form {
  /** {@link StoredValue.Text}, in {@code raw_data}. */
  TEXT,
  /** {@link StoredValue.Whole}, in {@code base_rates}. */
  WHOLE,
  /** {@link StoredValue.Ratio}, in {@code rate_aggregations}. */
  RATIO;

  /**
   * Returns the form in which a series is stored: histograms, JSON and subintervals as text,
   * integers as whole numbers, floats, percentages and averages as ratios.
   *
   * @param series the series
   * @return its form
   */
  public static Form of(Series series) {
    return switch (series.eventType().valueType()) {
      case HISTOGRAM, JSON, SUBINTERVAL -> TEXT;
      case FLOAT, PERCENTAGE -> RATIO;
      case INTEGER -> series.summaryType() == SummaryType.AVERAGE ? RATIO : WHOLE;
    };
  }
}
