package net.es.esmond.storage.transfer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.document.ArchiveDocuments;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;

/** Compares the points of a source with those of an archive, by counts and a sample. */
final class ImportVerification {
  private static final Duration COUNT_TIMEOUT = Duration.ofMinutes(10);

  private final EsmondStorage storage;
  private final Archive archive;
  private final ImportSource source;
  private final int sample;
  private final Random random = new Random();
  private final Map<String, String> keys = new HashMap<>();
  private final ImportFaults differences = new ImportFaults();
  private long series;
  private long points;
  private long sampled;
  private long missing;
  private long different;

  ImportVerification(EsmondStorage storage, ImportSource source, int sample) {
    this.storage = storage;
    this.archive = storage.archive().withTimeout(COUNT_TIMEOUT);
    this.source = source;
    this.sample = sample;
  }

  /** What a part of the source has of a series. */
  private static final class Tally {
    private long count;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private final List<Point> drawn = new ArrayList<>();
  }

  ImportCheck run() {
    // First, as the records of a part may be in a later one.
    source
        .parts()
        .forEachRemaining(
            part -> part.records(new ImportFaults()).forEachRemaining(this::learnKey));
    for (boolean summaries : new boolean[] {false, true}) {
      source.parts().forEachRemaining(part -> compare(part, summaries));
    }
    return new ImportCheck(series, points, sampled, missing, different, differences.list());
  }

  private void compare(ImportSource.Part part, boolean summaries) {
    Map<Series, Tally> tallies = new LinkedHashMap<>();
    Iterator<ImportedPoint> all = part.points(summaries, ImportPosition.START, new ImportFaults());
    while (all.hasNext()) {
      ImportedPoint next = all.next();
      count(tallies.computeIfAbsent(next.series(), each -> new Tally()), next.point());
    }
    tallies.forEach(this::compare);
  }

  /** Finds the key that the archive has for a record, if that is another one. */
  private void learnKey(Metadata record) {
    try {
      if (storage.metadata().findCached(record.key()).isEmpty()) {
        keys.put(record.key(), storage.metadata().adopt(record).key());
      }
    } catch (InvalidInputException e) {
      // An import refuses it too. If it has points, these are missing.
    }
  }

  /** Counts a point, and draws some with equal chances. A time that is repeated counts once. */
  private void count(Tally tally, Point point) {
    if (point.time().equals(tally.last)) {
      return;
    }
    tally.count++;
    tally.first = point.time().isBefore(tally.first) ? point.time() : tally.first;
    tally.last = point.time().isAfter(tally.last) ? point.time() : tally.last;
    if (tally.drawn.size() < sample) {
      tally.drawn.add(point);
    } else if (sample > 0) {
      long place = (long) (random.nextDouble() * tally.count);
      if (place < sample) {
        tally.drawn.set((int) place, point);
      }
    }
  }

  private void compare(Series of, Tally tally) {
    series++;
    points += tally.count;
    String key = keys.getOrDefault(of.metadataKey(), of.metadataKey());
    SeriesQuery query =
        SeriesQuery.of(new Series(key, of.eventType(), of.summaryType(), of.windowSeconds()));
    try {
      long stored = archive.count(query.between(tally.first, tally.last));
      if (stored < tally.count) {
        missing += tally.count - stored;
        differences.add(of.path(), "has " + stored + " points of " + tally.count, 1);
      }
      for (Point point : tally.drawn) {
        sampled++;
        if (!has(query, point)) {
          different++;
          differences.add(of.path(), "differs at " + point.time(), 1);
        }
      }
    } catch (UnknownMetadataException | UnknownSeriesException e) {
      missing += tally.count;
      differences.add(of.path(), e);
    }
  }

  private boolean has(SeriesQuery query, Point point) {
    Optional<Point> stored =
        archive.read(query.between(point.time(), point.time()).limit(1)).findFirst();
    // A percentage or an average may be an equal quotient of other numbers.
    return stored.isPresent()
        && (stored.get().equals(point) || served(stored.get()).equals(served(point)));
  }

  private static String served(Point point) {
    return new String(ArchiveDocuments.points(Stream.of(point)).bytes(), StandardCharsets.US_ASCII);
  }
}
