package net.es.esmond.storage.transfer;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.progress.ProgressListener;

/**
 * Takes another archive into this one: records with their keys and times, base points, and ready
 * made summaries of windows whose base points are gone. Each write may be repeated, so an import
 * that was interrupted, or is run again, doubles nothing. It looks before it writes: a value that
 * is stored already stays, and another value for its time is reported. Blocks; each option returns
 * a new import.
 *
 * <pre>{@code
 * URI esmond = URI.create("https://ma.example.net/esmond/perfsonar/archive/");
 * try (ImportSource source = RestSource.of(esmond).rate(20)) {
 *   ArchiveImport in = ArchiveImport.into(storage).journal(Path.of("ma.journal"));
 *   ImportReport report = in.run(source);
 *   ImportCheck check = in.verify(source, 10);
 * }
 * }</pre>
 *
 * <p>A record that the archive has already, by its key or its checksum, stays as it is, so the
 * points of an esmond whose database this archive uses find their records in place. Give the
 * archive retention policies that fit what it takes over: points that have outlived theirs are
 * refused, and their summaries are stored ready made.
 */
public final class ArchiveImport {
  final EsmondStorage storage;
  final Optional<Path> journal;
  final boolean before2000;
  final ProgressListener listener;

  private ArchiveImport(
      EsmondStorage storage,
      Optional<Path> journal,
      boolean before2000,
      ProgressListener listener) {
    this.storage = storage;
    this.journal = journal;
    this.before2000 = before2000;
    this.listener = listener;
  }

  /**
   * Imports into an archive, by its own rules for conflicts.
   *
   * @param storage open
   * @return an import, which has not begun
   */
  public static ArchiveImport into(EsmondStorage storage) {
    Objects.requireNonNull(storage, "storage");
    return new ArchiveImport(storage, Optional.empty(), false, progress -> {});
  }

  /**
   * Notes in a file how far the import has come. An import with the same file goes on there.
   *
   * @param file created if it is absent; belongs to one source
   * @return an import
   */
  public ArchiveImport journal(Path file) {
    return new ArchiveImport(storage, Optional.of(file), before2000, listener);
  }

  /**
   * Takes points from 1970 on. By default those before 2000 are refused, as their times are most
   * often wrong.
   *
   * @return an import
   */
  public ArchiveImport withPointsBefore2000() {
    return new ArchiveImport(storage, journal, true, listener);
  }

  /**
   * Has a listener hear how far the import has come: in parts of the source, and in points of the
   * bulk write under way.
   *
   * @param hears hears a report a second
   * @return an import
   */
  public ArchiveImport progress(ProgressListener hears) {
    return new ArchiveImport(storage, journal, before2000, hears);
  }

  /**
   * Imports a source. While a store or the source cannot serve, the import pauses and goes on.
   *
   * @param source stays open
   * @return what became of the records and points
   * @throws EsmondException when a store or the source could not serve for minutes, or the source
   *     cannot be read: run the import again, and it goes on with its journal
   */
  public ImportReport run(ImportSource source) {
    return new ImportRun(this, source).run();
  }

  /**
   * Compares a source with the archive: how many points each series has between its first and its
   * last one in the source, and the values of some of them, drawn at random. Reads the source once
   * more, and takes over records that are absent.
   *
   * @param source stays open
   * @param sample how many values of each series to compare
   * @return what was compared, and what differs
   * @throws EsmondException when a store or the source could not serve
   */
  public ImportCheck verify(ImportSource source, int sample) {
    return new ImportVerification(storage, source, sample).run();
  }
}
