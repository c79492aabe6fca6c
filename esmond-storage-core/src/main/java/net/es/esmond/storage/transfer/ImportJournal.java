package net.es.esmond.storage.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.TransferException;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;

/**
 * Remembers how far an import has come: a line for each part and time that it was noted. A line
 * that was cut off does not count. Without a file it lasts as long as the import.
 */
final class ImportJournal {
  private static final String DONE = "done";

  private final Optional<Path> file;
  private final Map<String, String> reached = new HashMap<>();

  /**
   * Reads the journal, or begins one.
   *
   * @param source name of the source
   * @throws InvalidInputException when the journal is another source's
   */
  ImportJournal(Optional<Path> file, String source) {
    this.file = file;
    String header = "import " + encoded(source);
    try {
      String text =
          file.isPresent() && Files.exists(file.get()) ? Files.readString(file.get()) : "";
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      if (header.startsWith(text)) {
        append(header.substring(text.length()));
      } else if (!whole.startsWith(header + "\n")) {
        throw new InvalidInputException(
            "journal", file.orElseThrow(), "must be of the source " + source + ", or absent");
      } else if (whole.length() < text.length()) {
        append("");
      }
      whole.lines().skip(1).forEach(this::read);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void read(String line) {
    int space = line.indexOf(' ', line.indexOf(' ') + 1);
    if (space > 0) {
      reached.put(line.substring(0, space), line.substring(space + 1));
    }
  }

  /** Returns where to go on in a part; empty when it is done. */
  Optional<ImportPosition> position(String pass, String part) {
    String noted = reached.getOrDefault(pass + " " + encoded(part), "");
    if (noted.equals(DONE)) {
      return Optional.empty();
    }
    String[] fields = noted.split(" ");
    if (fields.length != 3) {
      return Optional.of(ImportPosition.START);
    }
    Series series = Series.ofPath(URLDecoder.decode(fields[1], UTF_8)).orElseThrow();
    Instant time = Instant.ofEpochMilli(Long.parseLong(fields[2]));
    ImportedPoint last = new ImportedPoint(series, new Point(time, new IntegerValue(0)));
    return Optional.of(new ImportPosition(Long.parseLong(fields[0]), Optional.of(last)));
  }

  /** Notes positions by part; an empty one says that the part is done. */
  void note(String pass, Map<String, Optional<ImportPosition>> positions) {
    StringBuilder lines = new StringBuilder();
    positions.forEach(
        (part, position) -> {
          String line =
              pass + " " + encoded(part) + " " + position.map(ImportJournal::text).orElse(DONE);
          read(line);
          lines.append(lines.isEmpty() ? "" : "\n").append(line);
        });
    try {
      if (!positions.isEmpty()) {
        append(lines.toString());
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static String text(ImportPosition position) {
    return position.points()
        + position
            .last()
            .map(
                last ->
                    " " + encoded(last.series().path()) + " " + last.point().time().toEpochMilli())
            .orElse("");
  }

  private void append(String lines) throws IOException {
    if (file.isPresent()) {
      try (FileChannel channel =
          FileChannel.open(file.get(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        channel.write(ByteBuffer.wrap((lines + "\n").getBytes(UTF_8)));
        channel.force(false);
      }
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private TransferException failed(IOException e) {
    return new TransferException(
        "the journal "
            + file.orElseThrow()
            + " could not be read or written: correct that, and import again",
        e);
  }
}
