package net.es.esmond.storage.internal.metadata;

import java.util.Optional;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.series.Series;

/** Checks the rule that only registered series are written and read. */
public final class RegisteredSeries {
  private RegisteredSeries() {}

  /** Throws an error unless the record exists and has the series' event type and summary. */
  public static void require(Optional<Metadata> found, Series series) {
    Metadata metadata = found.orElseThrow(() -> new UnknownMetadataException(series.metadataKey()));
    // A loop is cheaper than a stream, and every write passes here.
    for (EventTypeInfo info : metadata.eventTypes()) {
      if (info.eventType().equals(series.eventType().esmondName())
          && info.summaryType() == series.summaryType()
          && info.windowSeconds() == series.windowSeconds()) {
        return;
      }
    }
    throw new UnknownSeriesException(
        series.metadataKey(),
        series.eventType() + " " + series.summaryType() + " " + series.windowSeconds());
  }
}
