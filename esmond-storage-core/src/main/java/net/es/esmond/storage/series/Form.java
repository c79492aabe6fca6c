package net.es.esmond.storage.series;

import java.util.Arrays;

/** The forms in which values are stored; each has its own table. */
public enum Form {
  /** {@link StoredValue.Text}, in {@code raw_data}. */
  TEXT(StoredValue.Text.class),
  /** {@link StoredValue.Whole}, in {@code base_rates}. */
  WHOLE(StoredValue.Whole.class),
  /** {@link StoredValue.Ratio}, in {@code rate_aggregations}. */
  RATIO(StoredValue.Ratio.class);

  private final Class<? extends StoredValue> storedAs;

  Form(Class<? extends StoredValue> storedAs) {
    this.storedAs = storedAs;
  }

  /**
   * Returns the form in which a series is stored: that of its {@link ValueType}, but an average of
   * integers is a ratio.
   *
   * @param series the series
   * @return its form
   */
  public static Form of(Series series) {
    Form form = series.eventType().valueType().form();
    return form == WHOLE && series.summaryType() == SummaryType.AVERAGE ? RATIO : form;
  }

  static Form of(Class<? extends StoredValue> storedAs) {
    return Arrays.stream(values()).filter(f -> f.storedAs == storedAs).findFirst().orElseThrow();
  }

  /**
   * Says whether a value has this form.
   *
   * @param value any stored value
   * @return false for a value of another form
   */
  public boolean includes(StoredValue value) {
    return storedAs.isInstance(value);
  }
}
