package net.es.esmond.storage.internal.metadata;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.NetworkElement;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.LastUpdated;
import net.es.esmond.storage.spi.MetadataStore;

/** The metadata records as reads and writes of series need them. Safe for use by many threads. */
public interface SeriesRecords {

  /**
   * Finds the record of a series that is to be written or read.
   *
   * @return completes with a record that has the series; with {@link UnknownMetadataException} or
   *     {@link UnknownSeriesException} when there is none
   */
  CompletionStage<Metadata> of(Series series, Deadline deadline);

  /** Returns a handle on the time at which an event type was last updated. */
  LastUpdated lastUpdated(String metadataKey, EventType eventType, Announce announce);

  /** Returns the records of a store: only registered series are written and read. */
  static SeriesRecords registered(MetadataStore store) {
    return new SeriesRecords() {
      @Override
      public CompletionStage<Metadata> of(Series series, Deadline deadline) {
        return store
            .findCached(series.metadataKey(), deadline)
            .thenApply(found -> require(found, series));
      }

      @Override
      public LastUpdated lastUpdated(String metadataKey, EventType eventType, Announce announce) {
        return switch (announce) {
          case AT_ONCE -> store.lastUpdatedAtOnce(metadataKey, eventType);
          case AS_CONFIGURED -> store.lastUpdated(metadataKey, eventType);
          case NEVER -> deadline -> CompletableFuture.completedFuture(null);
        };
      }
    };
  }

  /**
   * Returns records for an archive without metadata, which is only read: any series may exist. A
   * summary is taken to be the only one of its event type, so it is made from base points.
   */
  static SeriesRecords assumed() {
    return new SeriesRecords() {
      @Override
      public CompletionStage<Metadata> of(Series series, Deadline deadline) {
        String type = series.eventType().esmondName();
        return CompletableFuture.completedFuture(
            new Metadata(
                series.metadataKey(),
                "",
                new NetworkElement("", "", "", ""),
                List.of(
                    new EventTypeInfo(
                        type, series.summaryType(), series.windowSeconds(), Optional.empty())),
                Map.of()));
      }

      @Override
      public LastUpdated lastUpdated(String metadataKey, EventType eventType, Announce announce) {
        return deadline ->
            CompletableFuture.failedFuture(new UnknownMetadataException(metadataKey));
      }
    };
  }

  private static Metadata require(Optional<Metadata> found, Series series) {
    Metadata metadata = found.orElseThrow(() -> new UnknownMetadataException(series.metadataKey()));
    // A loop is cheaper than a stream, and every write passes here.
    for (EventTypeInfo info : metadata.eventTypes()) {
      if (info.eventType().equals(series.eventType().esmondName())
          && info.summaryType() == series.summaryType()
          && info.windowSeconds() == series.windowSeconds()) {
        return metadata;
      }
    }
    throw new UnknownSeriesException(
        series.metadataKey(),
        series.eventType() + " " + series.summaryType() + " " + series.windowSeconds());
  }
}
