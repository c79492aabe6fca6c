package net.es.esmond.storage.testkit.chaos.archive;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * What a client is to do now: a file that says so, for whichever life of the client reads it.
 *
 * @param clockMillis how far its host's clock is ahead
 * @param refused whether its connections to nodes are refused
 * @param jmxPorts of the nodes, by their addresses
 */
record Control(Phase phase, long clockMillis, boolean refused, Map<String, Integer> jmxPorts) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The life of all clients together. */
  enum Phase {
    WORK,
    /** No new calls but to follow; all that waits is written. */
    DRAIN,
    /** Nobody writes any more: follow to the end, close and say what is left. */
    FINISH
  }

  static Control read(Path file) {
    try {
      return JSON.readValue(file.toFile(), Control.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces the file whole. */
  void write(Path file) {
    replace(file, Control::json, this);
  }

  private static byte[] json(Control control) throws IOException {
    return JSON.writeValueAsBytes(control);
  }

  /** Replaces a small file so that a reader sees the old or the new text. */
  static void replace(Path file, String text) {
    replace(file, some -> some.getBytes(java.nio.charset.StandardCharsets.UTF_8), text);
  }

  private interface Bytes<T> {
    byte[] of(T content) throws IOException;
  }

  private static <T> void replace(Path file, Bytes<T> bytes, T content) {
    try {
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.write(next, bytes.of(content));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
