package net.es.esmond.storage.testkit.internal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.es.esmond.storage.testkit.ServerException;

/** Reads the end of a log without reading all of it. */
public final class ServerLog {
  private static final int BYTES_PER_LINE = 400;

  private ServerLog() {}

  /** Returns the last lines, oldest first; empty when there is no file. */
  public static List<String> tail(Path file, int lines) {
    if (lines < 1) {
      throw new IllegalArgumentException("lines must be at least 1, but was " + lines);
    }
    if (!Files.exists(file)) {
      return List.of();
    }
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(0, log.length() - (long) lines * BYTES_PER_LINE);
      byte[] end = new byte[(int) (log.length() - start)];
      log.seek(start);
      log.readFully(end);
      List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      throw new ServerException("The log cannot be read: " + file, e);
    }
  }
}
