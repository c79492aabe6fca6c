package net.es.esmond.storage.internal;

import java.util.Optional;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.series.Series;

/** The rule that only registered series are written and read. */
final class RegisteredSeries {
  private RegisteredSeries() {}

  /** Throws unless the record exists and has the series' event type and summary. */
  static void require(Optional<Metadata> found, Series series) {
    Metadata metadata = found.orElseThrow(() -> new UnknownMetadataException(series.metadataKey()));
    boolean registered =
        metadata.eventTypes().stream()
            .anyMatch(
                info ->
                    info.eventType().equals(series.eventType().esmondName())
                        && info.summaryType() == series.summaryType()
                        && info.windowSeconds() == series.windowSeconds());
    if (!registered) {
      throw new UnknownSeriesException(
          series.metadataKey(),
          series.eventType() + " " + series.summaryType() + " " + series.windowSeconds());
    }
  }
}
