package net.es.esmond.storage.internal;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.TimeSeriesStore;

/** Writes base points: first the measurement, and only then the word that it is there. */
public final class SeriesWriter {
  private final TimeSeriesStore series;
  private final MetadataStore metadata;
  private final PointRules rules;
  private final WriteClock writeClock;

  public SeriesWriter(
      TimeSeriesStore series, MetadataStore metadata, Clock clock, boolean keepMilliseconds) {
    this.series = series;
    this.metadata = metadata;
    this.rules = new PointRules(clock, keepMilliseconds);
    this.writeClock = new WriteClock(clock);
  }

  public CompletionStage<Void> write(
      String metadataKey, EventType eventType, List<Point> points, Deadline deadline) {
    Series base = Series.base(metadataKey, eventType);
    List<StoredPoint> stored = List.copyOf(rules.check(base, points));
    SeriesWrite write = new SeriesWrite(base, stored, writeClock.nextMicros(), 0);
    return metadata
        .findCached(metadataKey, deadline)
        .thenCompose(
            found -> {
              RegisteredSeries.require(found, base);
              return series.write(write, deadline);
            })
        .thenCompose(written -> metadata.touch(metadataKey, eventType, deadline));
  }
}
