package net.es.esmond.storage.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.document.ArchiveDocuments;
import net.es.esmond.storage.document.JsonDocument;
import net.es.esmond.storage.error.TransferException;
import net.es.esmond.storage.internal.async.ProgressReport;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.progress.ProgressListener;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;

/**
 * Writes records and their series out of an archive: into a folder of documents as esmond serves
 * them, or as lines of JSON or of comma-separated values. Memory holds a few pages. An export that
 * was interrupted goes on where it ended. Immutable: each option returns a new export.
 *
 * <pre>{@code
 * ArchiveExport.of(storage)
 *     .records(MetadataQuery.builder().eventType("throughput").build())
 *     .gzip()
 *     .toFile(Path.of("throughput.jsonl.gz"), ExportFormat.JSON_LINES);
 * }</pre>
 */
public final class ArchiveExport {
  /** Points that are read at a time, if they are small. */
  private static final int PAGE_SIZE = 5_000;

  /** Number of pages from one token to the next. */
  private static final int PAGES = 16;

  private static final int BUFFER = 1 << 16;

  private final EsmondStorage storage;
  private final MetadataQuery records;
  private final Instant from;
  private final Instant to;
  private final boolean gzip;
  private final ProgressListener listener;

  private ArchiveExport(
      EsmondStorage storage,
      MetadataQuery records,
      Instant from,
      Instant to,
      boolean gzip,
      ProgressListener listener) {
    this.storage = storage;
    this.records = records;
    this.from = from;
    this.to = to;
    this.gzip = gzip;
    this.listener = listener;
  }

  /**
   * Exports everything that an archive has.
   *
   * @param storage open; reading suffices
   * @return an export, which has not begun
   */
  public static ArchiveExport of(EsmondStorage storage) {
    return new ArchiveExport(
        Objects.requireNonNull(storage, "storage"),
        MetadataQuery.builder().build(),
        Instant.MIN,
        Instant.MAX,
        false,
        progress -> {});
  }

  /**
   * Exports only the records that a query finds. If the query names an event type, a summary type
   * or a window, only such series of these records are exported.
   *
   * @param query its limit is the number of records that are read at a time
   * @return an export
   */
  public ArchiveExport records(MetadataQuery query) {
    return new ArchiveExport(storage, query, from, to, gzip, listener);
  }

  /**
   * Exports only points between two times. A summary counts if its window starts there.
   *
   * @param first first time, inclusive
   * @param last last time, inclusive
   * @return an export
   */
  public ArchiveExport between(Instant first, Instant last) {
    return new ArchiveExport(storage, records, first, last, gzip, listener);
  }

  /**
   * Compresses what is written.
   *
   * @return an export
   */
  public ArchiveExport gzip() {
    return new ArchiveExport(storage, records, from, to, true, listener);
  }

  /**
   * Has a listener hear how far the export has come, in records.
   *
   * @param hears hears a report a second
   * @return an export
   */
  public ArchiveExport progress(ProgressListener hears) {
    return new ArchiveExport(storage, records, from, to, gzip, hears);
  }

  /**
   * Writes documents as esmond serves them: {@code KEY/record.json}, {@code
   * KEY/EVENT-TYPE/base.json} and {@code KEY/EVENT-TYPE/averages/WINDOW.json}, with the ending
   * {@code .gz} if they are compressed. As in esmond, a percentage and an average are there as
   * their quotient, and times as whole seconds. A document that is there already stays, so an
   * export that was interrupted goes on with the document that was cut off.
   *
   * @param folder created if it is absent
   * @return what was written, without the documents that were there
   * @throws TransferException when a file cannot be written
   * @throws net.es.esmond.storage.error.EsmondException when a store could not serve
   */
  public ExportReport toFolder(Path folder) {
    ExportCounts counts = new ExportCounts();
    try (ProgressReport progress = progress()) {
      Iterable<Metadata> all = storage.metadata().findAll(records)::iterator;
      for (Metadata record : all) {
        // A key may be two dots, which name another folder.
        Path of = folder.resolve(URLEncoder.encode(record.key(), UTF_8).replace(".", "%2E"));
        for (Series series : ExportQueries.series(record, records)) {
          Path file = of.resolve(series.eventType().esmondName()).resolve(name(series));
          SeriesQuery query = query(series);
          counts.series += write(file, () -> points(query, counts)) ? 1 : 0;
        }
        // Last, as it tells that the others are there.
        counts.records +=
            write(of.resolve("record.json"), () -> RecordJson.DOCUMENTS.record(record)) ? 1 : 0;
        progress.add(1);
      }
    } catch (IOException | UncheckedIOException e) {
      throw failed(folder, e);
    }
    return counts.report();
  }

  private JsonDocument points(SeriesQuery query, ExportCounts counts) {
    Iterable<SeriesPages.Read> pages =
        () -> new SeriesPages(storage.archive(), List.of(query).iterator());
    return ArchiveDocuments.points(
        StreamSupport.stream(pages.spliterator(), false)
            .map(SeriesPages.Read::page)
            .peek(counts::add)
            .flatMap(page -> page.points().stream()));
  }

  private static String name(Series series) {
    return series.summaryType() == SummaryType.BASE
        ? "base.json"
        : series.summaryType().pathName() + "/" + series.windowSeconds() + ".json";
  }

  private interface Document {
    JsonDocument get();
  }

  /** Writes a document under another name first; returns false when it is there already. */
  private boolean write(Path file, Document document) throws IOException {
    Path whole = gzip ? Path.of(file + ".gz") : file;
    if (Files.exists(whole)) {
      return false;
    }
    Files.createDirectories(whole.resolveSibling(""));
    Path part = Path.of(whole + ".part");
    OutputStream plain = Files.newOutputStream(part);
    try (OutputStream out =
        gzip ? new GZIPOutputStream(plain, BUFFER) : new BufferedOutputStream(plain, BUFFER)) {
      document.get().writeTo(out);
    }
    Files.move(part, whole);
    return true;
  }

  /**
   * Writes lines to a file. While the export runs, the lines are in {@code FILE.part}, and beside
   * it is how far they reach. An export to the same file, with the same options, goes on there.
   *
   * @param file replaced when it exists
   * @param format what the lines are
   * @return what was written
   * @throws TransferException when the file cannot be written
   * @throws net.es.esmond.storage.error.EsmondException when a store could not serve; export again
   */
  public ExportReport toFile(Path file, ExportFormat format) {
    try {
      return new ExportFile(file).write((out, token, reached) -> to(out, format, token, reached));
    } catch (IOException | UncheckedIOException e) {
      throw failed(file, e);
    }
  }

  /**
   * Writes lines to a stream, page by page.
   *
   * @param out flushed, not closed
   * @param format what the lines are
   * @param token where to go on, as {@code reached} got it; empty to begin
   * @param reached gets a token every few pages, when everything before it was written and flushed.
   *     What is written up to there is complete also when it is compressed.
   * @return what was written
   * @throws TransferException when the stream fails
   * @throws net.es.esmond.storage.error.InvalidInputException when the token is none
   * @throws net.es.esmond.storage.error.EsmondException when a store could not serve
   */
  public ExportReport to(
      OutputStream out, ExportFormat format, Optional<String> token, Consumer<String> reached) {
    try (ProgressReport progress = progress()) {
      ExportQueries queries = new ExportQueries(storage.metadata(), records, this::query, token);
      ExportLines lines = new ExportLines(out, format, gzip, token.isEmpty());
      SeriesPages pages = new SeriesPages(storage.archive(), queries);
      while (pages.hasNext()) {
        SeriesPages.Read read = pages.next();
        List<Metadata> begun = queries.begun(read.query().series().metadataKey());
        progress.add(begun.size());
        lines.write(begun, read);
        if (lines.pages() % PAGES == 0 && pages.hasNext()) {
          SeriesQuery next = pages.position();
          lines.write(queries.before(next.series().metadataKey()));
          lines.flush();
          reached.accept(next.token());
        }
      }
      lines.write(queries.begun());
      lines.flush();
      return lines.report();
    } catch (IOException e) {
      throw new TransferException(
          "what is exported could not be written: go on from the last token", e);
    }
  }

  private ProgressReport progress() {
    ProgressReport progress =
        new ProgressReport(LongWork.EXPORT, listener, StorageThreads.shared().completions());
    progress.total(storage.metadata().count(records));
    return progress;
  }

  private SeriesQuery query(Series series) {
    SeriesQuery all = SeriesQuery.of(series).pageSize(PAGE_SIZE);
    return from.equals(Instant.MIN) && to.equals(Instant.MAX) ? all : all.between(from, to);
  }

  private static TransferException failed(Path file, Exception e) {
    return new TransferException(
        file + " could not be written: make room or correct it, and export again, which goes on",
        e);
  }
}
