package net.es.esmond.storage.transfer;

import net.es.esmond.storage.series.Page;

/** Counts what an export has written. */
final class ExportCounts {
  long records;
  long series;
  private long points;
  private long missing;
  private boolean possiblyIncomplete;

  void add(Page page) {
    points += page.points().size();
    missing += page.missing().size();
    possiblyIncomplete |= page.possiblyIncomplete();
  }

  ExportReport report() {
    return new ExportReport(records, series, points, missing, possiblyIncomplete);
  }
}
