package net.es.esmond.storage.summary.internal;

import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.SeriesRead;

/** Variations of a read. */
final class Reads {
  private Reads() {}

  static SeriesRead between(SeriesRead read, long fromMillis, long toMillis) {
    return new SeriesRead(
        read.series(), fromMillis, toMillis, read.newestFirst(), read.limit(), read.level());
  }

  static SeriesRead of(SeriesRead read, Series other, int limit) {
    return new SeriesRead(
        other, read.fromMillis(), read.toMillis(), read.newestFirst(), limit, read.level());
  }
}
