package net.es.esmond.storage.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;

/** A file that an export writes. It has its name once it is whole. */
final class ExportFile {
  private final Path file;
  private final Path part;

  /** Holds the length of the lines that are whole, and the token of what follows them. */
  private final Path reached;

  ExportFile(Path file) {
    this.file = file;
    this.part = Path.of(file + ".part");
    this.reached = Path.of(file + ".part.token");
  }

  /** Writes lines to a stream from a token on, and tells further tokens. */
  @FunctionalInterface
  interface Lines {
    ExportReport write(OutputStream out, Optional<String> token, Consumer<String> reached);
  }

  ExportReport write(Lines lines) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    ExportReport report;
    try (FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Optional<String> token = goOn(channel);
      report = lines.write(Channels.newOutputStream(channel), token, next -> note(channel, next));
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(reached);
    return report;
  }

  /** Cuts off what was written after the last token. */
  private Optional<String> goOn(FileChannel channel) throws IOException {
    String[] noted = Files.exists(reached) ? Files.readString(reached).split(" ") : new String[0];
    boolean goesOn = noted.length == 2 && Long.parseLong(noted[0]) <= channel.size();
    if (!goesOn) {
      // An earlier export may have been killed after its file was whole.
      Files.deleteIfExists(reached);
    }
    channel.truncate(goesOn ? Long.parseLong(noted[0]) : 0);
    channel.position(channel.size());
    return goesOn ? Optional.of(noted[1]) : Optional.empty();
  }

  private void note(FileChannel channel, String token) {
    try {
      channel.force(false);
      Path next = Path.of(reached + ".new");
      Files.writeString(next, channel.position() + " " + token);
      Files.move(next, reached, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
