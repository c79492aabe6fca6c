package net.es.esmond.storage.conf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ConfProblem;
import org.jspecify.annotations.Nullable;

/** Finds a configuration file and reads its text. */
final class ConfFile {
  private static final Path DEFAULT_PATH = Path.of("/etc/esmond/esmond.conf");
  private static final int MAX_BYTES = 1 << 20;

  private ConfFile() {}

  static Path find(Map<String, String> environment) {
    String path = environment.get("ESMOND_CONF");
    return path == null || path.isBlank() ? DEFAULT_PATH : Path.of(path);
  }

  static String read(Path path) {
    byte[] bytes;
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        String what = attributes.isDirectory() ? "a directory" : "a device or pipe";
        throw problem(path, 0, "must be a file, but is " + what, null);
      }
      try (InputStream in = Files.newInputStream(path)) {
        bytes = in.readNBytes(MAX_BYTES + 1);
      }
    } catch (NoSuchFileException e) {
      throw problem(path, 0, "must exist: create it, or name another in $ESMOND_CONF", e);
    } catch (IOException e) {
      throw problem(path, 0, "must be readable by this process, but is not (" + e + ")", e);
    }
    if (bytes.length > MAX_BYTES) {
      throw problem(path, 0, "must be at most 1 MiB long, but is longer", null);
    }
    return decode(path, bytes);
  }

  private static String decode(Path path, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      throw problem(path, line, "must be UTF-8 text, but holds other bytes", null);
    }
    return text;
  }

  private static ConfException problem(
      Path path, int line, String rule, @Nullable Throwable cause) {
    ConfProblem problem = new ConfProblem(ConfProblem.Kind.FILE, line, null, null, rule);
    return new ConfException(path.toString(), List.of(problem), cause);
  }
}
