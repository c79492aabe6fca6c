package net.es.esmond.storage.transfer;

/** The formats of an export into one stream of lines, in UTF-8. */
public enum ExportFormat {
  /**
   * A JSON object on each line: a record, followed by the points of its series, which name series
   * and time. Numbers are exact; a percentage has {@code numerator} and {@code denominator}, an
   * average {@code sum} and {@code count}.
   */
  JSON_LINES("jsonl"),

  /**
   * Comma-separated values with a header line, for spreadsheets: points only, without records.
   * Percentages and averages are there as numbers, and exactly in two further columns.
   */
  CSV("csv");

  private final String extension;

  ExportFormat(String extension) {
    this.extension = extension;
  }

  /**
   * Returns the ending of file names.
   *
   * @return such as {@code jsonl}
   */
  public String extension() {
    return extension;
  }
}
