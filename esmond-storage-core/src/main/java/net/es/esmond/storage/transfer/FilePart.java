package net.es.esmond.storage.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.TransferException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;

/** A file of a folder that is imported. */
final class FilePart implements ImportSource.Part {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final String name;

  FilePart(Path folder, Path file) {
    this.file = file;
    this.name = folder.equals(file) ? file.toString() : folder.relativize(file).toString();
  }

  @Override
  public String name() {
    return name;
  }

  private String kind() {
    String lower = name.toLowerCase(Locale.ROOT);
    String whole = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
    return whole.substring(whole.lastIndexOf('.') + 1);
  }

  @Override
  public Iterator<Metadata> records(ImportFaults refused) {
    return switch (kind()) {
      case "json" -> new DocumentRecords(name, Json.elements(open()), refused);
      case "jsonl" ->
          new ItemReader<>(
              name,
              new TextLines(open()),
              (line, number) ->
                  line.startsWith(RecordJson.LINE)
                      ? Optional.of(RecordJson.ofLine(Json.read(line)))
                      : Optional.empty(),
              refused);
      default -> List.<Metadata>of().iterator();
    };
  }

  @Override
  public Iterator<ImportedPoint> points(
      boolean summaries, ImportPosition from, ImportFaults refused) {
    Optional<Series> series = kind().equals("json") ? series() : Optional.empty();
    if (series.isPresent() && isSummary(series.get()) != summaries) {
      return List.<ImportedPoint>of().iterator();
    }
    Iterator<ImportedPoint> points =
        switch (kind()) {
          case "json" ->
              new ItemReader<>(
                  name,
                  Json.elements(open()),
                  (item, number) -> point(series, item).filter(p -> isSummary(p) == summaries),
                  refused);
          case "jsonl" ->
              new ItemReader<>(
                  name,
                  new TextLines(open()),
                  (line, number) ->
                      PointLines.mayBe(line, summaries)
                          ? Optional.of(PointLines.ofJson(Json.read(line)))
                              .filter(p -> isSummary(p) == summaries)
                          : Optional.empty(),
                  refused);
          default ->
              new ItemReader<>(
                  name,
                  new CsvRows(new TextLines(open())),
                  (row, number) ->
                      number == 1
                          ? Optional.empty()
                          : Optional.of(PointLines.ofCsv(row))
                              .filter(p -> isSummary(p) == summaries),
                  refused);
        };
    for (long left = from.points(); left > 0 && points.hasNext(); left--) {
      points.next();
    }
    return points;
  }

  /** Reads an item of a document; empty for a record. */
  private static Optional<ImportedPoint> point(Optional<Series> series, JsonNode item) {
    if (item.has("metadata-key") || item.has("model")) {
      return Optional.empty();
    }
    return Optional.of(
        series
            .map(of -> new ImportedPoint(of, PointLines.point(of, item)))
            .orElseGet(() -> PointLines.ofSample(item)));
  }

  private static boolean isSummary(ImportedPoint point) {
    return isSummary(point.series());
  }

  private static boolean isSummary(Series series) {
    return series.summaryType() != SummaryType.BASE;
  }

  /** Returns the series that the file's path names, as the paths of esmond's REST API do. */
  private Optional<Series> series() {
    Path at = Path.of(name);
    int steps = at.getNameCount();
    String last = at.getName(steps - 1).toString();
    String number = last.substring(0, last.indexOf('.'));
    try {
      if (number.equals("base") && steps >= 3) {
        return Optional.of(Series.base(key(at, steps - 3), event(at, steps - 2)));
      }
      if (number.matches("\\d{1,10}") && steps >= 4) {
        return SummaryType.findPath(at.getName(steps - 2).toString())
            .map(
                type ->
                    new Series(
                        key(at, steps - 4), event(at, steps - 3), type, Long.parseLong(number)));
      }
    } catch (InvalidInputException e) {
      // Any other file may have such a name too.
    }
    return Optional.empty();
  }

  private static String key(Path path, int step) {
    return URLDecoder.decode(path.getName(step).toString(), StandardCharsets.UTF_8);
  }

  private static EventType event(Path path, int step) {
    return EventType.of(path.getName(step).toString());
  }

  private InputStream open() {
    try {
      InputStream in = Files.newInputStream(file);
      return name.toLowerCase(Locale.ROOT).endsWith(".gz")
          ? new WholeGzip(in)
          : new BufferedInputStream(in, BUFFER);
    } catch (EOFException | ZipException e) {
      return new DamagedFile(e);
    } catch (IOException e) {
      throw new TransferException(
          file + " could not be read: correct or remove it, and import again", e);
    }
  }

  /**
   * A compressed file of several members, whose damaged ones are no end, as they are in the JDK.
   */
  private static final class WholeGzip extends GZIPInputStream {
    private static final int TRAILER = 8;

    WholeGzip(InputStream in) throws IOException {
      super(in, BUFFER);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int count = super.read(bytes, from, length);
      if (count < 0 && (inf.getRemaining() > TRAILER || in.available() > 0)) {
        throw new ZipException("what follows is not compressed with gzip");
      }
      return count;
    }
  }

  /** A file whose first bytes say already that it cannot be read. */
  private static final class DamagedFile extends InputStream {
    private final IOException fault;

    DamagedFile(IOException fault) {
      this.fault = fault;
    }

    @Override
    public int read() throws IOException {
      throw fault;
    }
  }
}
