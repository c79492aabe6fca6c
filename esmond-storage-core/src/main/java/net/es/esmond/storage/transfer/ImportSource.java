package net.es.esmond.storage.transfer;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.OptionalLong;
import net.es.esmond.storage.metadata.Metadata;

/**
 * What an import reads: parts, each with records, points or both. An import walks through the parts
 * up to three times: for records, for base points, and for summaries. For use by one thread.
 */
public interface ImportSource extends AutoCloseable {

  /**
   * Opens a folder with JSON documents of esmond, or with what {@link ArchiveExport} wrote. Files
   * may be compressed with gzip ({@code .gz}). Folders are searched in depth. A file may hold:
   *
   * <ul>
   *   <li>{@code .json}: a record or a list of records, as esmond serves them or as Django's {@code
   *       dumpdata} writes them
   *   <li>{@code .json}: points of one series, as esmond serves them; the file's path ends as in
   *       the URL, such as {@code KEY/throughput/averages/86400.json}
   *   <li>{@code .json}: points of any series, each with {@code path}, {@code ts} in milliseconds
   *       and {@code val}, as in esmond's sample files
   *   <li>{@code .jsonl}, {@code .csv}: lines of an {@link ExportFormat}
   * </ul>
   *
   * <p>Other files are ignored.
   *
   * @param folder a folder, or one such file
   * @return a source
   */
  static ImportSource folder(Path folder) {
    return new FolderSource(folder);
  }

  /**
   * Names this source. The journal of an import belongs to the source with the same name.
   *
   * @return such as a path or a URL, without secrets
   */
  String name();

  /**
   * Lists the parts, at each call in the same order unless the source has changed.
   *
   * @return read as it is used
   * @throws net.es.esmond.storage.error.TransferException when the source cannot be read
   */
  Iterator<? extends Part> parts();

  /**
   * Returns the number of parts.
   *
   * @return empty when it is not known
   */
  OptionalLong size();

  /** Closes connections. */
  @Override
  void close();

  /** A part of a source, from which an import can go on after an interruption. */
  interface Part {
    /**
     * Names this part.
     *
     * @return different from the names of other parts
     */
    String name();

    /**
     * Reads the records of this part.
     *
     * @param refused hears of records that cannot be read
     * @return the records with the keys and times that they have in the source, read as they are
     *     used
     */
    Iterator<Metadata> records(ImportFaults refused);

    /**
     * Reads the points of this part.
     *
     * @param summaries whether to read the summaries; else the base points
     * @param from where to begin: a position that was reached in this part, or the start
     * @param refused hears of points that cannot be read
     * @return the points from there on, read as they are used; those of one series in the order of
     *     time
     */
    Iterator<ImportedPoint> points(boolean summaries, ImportPosition from, ImportFaults refused);
  }
}
