package net.es.esmond.storage.transfer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.ProgressReport;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.summary.ImportedSummaries;

/**
 * One run of an import: records first, then base points, then summaries, as only stored base points
 * tell which summaries the archive makes by itself. Points are written in rounds. Once a round is
 * stored, the journal has how far it reached; what fails is read and written again from there.
 */
final class ImportRun {
  private static final String BASE = "base";
  private static final String SUMMARIES = "summaries";

  /** Number of base points that are written before the journal is. */
  private static final int ROUND = 200_000;

  /** How long a slow source is read before the journal is written. */
  private static final Duration ROUND_TIME = Duration.ofMinutes(5);

  /** Number of summaries of one series that are stored at a time. */
  private static final int CHUNK = 1_000;

  private static final Duration ROUND_TIMEOUT = Duration.ofHours(6);
  private static final int ATTEMPTS = 8;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final ArchiveImport options;
  private final ImportSource source;
  private final ImportJournal journal;
  private final Archive archive;
  private final ImportFaults faults = new ImportFaults();
  private final Set<String> conflicting = new HashSet<>();

  /** Keys in the archive of those records that have another key in the source. */
  private final Map<String, String> keys = new HashMap<>();

  private WriteResult written = WriteResult.NONE;
  private long records;
  private long summaries;
  private long derived;
  private long rounds;

  ImportRun(ArchiveImport options, ImportSource source) {
    this.options = options;
    this.source = source;
    this.journal = new ImportJournal(options.journal, source.name());
    Archive quiet = options.storage.archive().withoutAnnouncing().withTimeout(ROUND_TIMEOUT);
    this.archive = options.before2000 ? quiet.withPointsBefore2000() : quiet;
  }

  ImportReport run() {
    try (ProgressReport progress =
        new ProgressReport(
            LongWork.IMPORT, options.listener, StorageThreads.shared().completions())) {
      repeated(() -> adopt(progress));
      repeated(() -> walk(BASE, progress, this::writeRound));
      repeated(() -> walk(SUMMARIES, progress, this::storeRound));
    }
    return new ImportReport(
        records,
        written.written(),
        written.unchanged(),
        written.conflicting(),
        summaries,
        derived,
        faults.count(),
        faults.list());
  }

  /** Repeats work that goes on where it failed, while that comes further or for some minutes. */
  private void repeated(Runnable work) {
    long before = -1;
    int attempt = 0;
    while (true) {
      try {
        work.run();
        return;
      } catch (StoreException e) {
        attempt = rounds > before ? 1 : attempt + 1;
        before = rounds;
        if (!e.retryable() || e.code() == ErrorCode.CLOSED || attempt == ATTEMPTS) {
          throw e;
        }
        Pauses.pause(FIRST_PAUSE.multipliedBy(1L << attempt).toNanos());
      }
    }
  }

  private void adopt(ProgressReport progress) {
    Iterator<? extends ImportSource.Part> parts = source.parts();
    source.size().ifPresent(size -> progress.total(2 * size));
    records = 0;
    while (parts.hasNext()) {
      Iterator<Metadata> all = parts.next().records(faults);
      while (all.hasNext()) {
        adopt(all.next());
      }
    }
  }

  private void adopt(Metadata record) {
    try {
      String key = options.storage.metadata().adopt(record).key();
      records++;
      if (!key.equals(record.key())) {
        keys.put(record.key(), key);
      }
    } catch (InvalidInputException e) {
      faults.add("record " + record.key(), e);
    }
  }

  /** Writes the points of all parts, in rounds that may end within a part. */
  private void walk(String pass, ProgressReport progress, Consumer<ImportRound> write) {
    ImportRound round =
        new ImportRound(
            source.parts(), pass, pass.equals(SUMMARIES), journal, faults, ROUND, ROUND_TIME);
    boolean last;
    do {
      round.begin();
      write.accept(round);
      last = round.isLast();
      journal.note(pass, round.reached());
      progress.add(round.partsDone());
      rounds++;
    } while (!last);
  }

  private void writeRound(ImportRound round) {
    Iterable<ImportedPoint> points = () -> round;
    WriteResult result =
        archive.writeAll(
            StreamSupport.stream(points.spliterator(), false).map(this::seriesPoint),
            options.listener);
    for (RefusedSeries refused : result.refused()) {
      if (refused.code().retryable()) {
        throw new StoreException(
            refused.code(), StoreException.Store.CASSANDRA, refused.toString(), List.of(), null);
      }
      faults.add(refused.series(), refused.message(), refused.count());
    }
    long named = result.refused().stream().mapToLong(RefusedSeries::count).sum();
    if (named < result.refusedPoints()) {
      faults.add("other series", "are too many to be listed", result.refusedPoints() - named);
    }
    result.conflicts().stream()
        .map(conflict -> conflict.series().path())
        .filter(conflicting::add)
        .forEach(
            path -> faults.add(path, "other values are stored for times of it, which stay", 0));
    written =
        new WriteResult(
            written.written() + result.written(),
            written.unchanged() + result.unchanged(),
            written.conflicting() + result.conflicting(),
            List.of(),
            0,
            0,
            List.of());
  }

  private SeriesPoint seriesPoint(ImportedPoint point) {
    return new SeriesPoint(key(point.series()), point.series().eventType(), point.point());
  }

  private String key(Series series) {
    return keys.getOrDefault(series.metadataKey(), series.metadataKey());
  }

  private void storeRound(ImportRound round) {
    List<Point> chunk = new ArrayList<>();
    Optional<Series> of = Optional.empty();
    while (round.hasNext()) {
      ImportedPoint next = round.next();
      Series series = next.series();
      if (chunk.size() == CHUNK || of.isPresent() && !of.get().equals(series)) {
        store(of.orElseThrow(), chunk);
        chunk.clear();
      }
      of = Optional.of(series);
      chunk.add(next.point());
    }
    of.ifPresent(series -> store(series, chunk));
  }

  private void store(Series of, List<Point> windows) {
    Series series = new Series(key(of), of.eventType(), of.summaryType(), of.windowSeconds());
    try {
      ImportedSummaries result = archive.importSummaries(series, windows);
      summaries += result.stored();
      derived += result.derived();
      if (result.expired() > 0) {
        faults.add(of.path(), "summaries have outlived their retention", result.expired());
      }
    } catch (EsmondException e) {
      if (e.retryable()) {
        throw e;
      }
      int half = windows.size() / 2;
      if (e instanceof InvalidInputException && half > 0) {
        // One that breaks a rule keeps no other out.
        store(of, windows.subList(0, half));
        store(of, windows.subList(half, windows.size()));
      } else {
        faults.add(of.path(), String.valueOf(e.getMessage()), windows.size());
      }
    }
  }
}
