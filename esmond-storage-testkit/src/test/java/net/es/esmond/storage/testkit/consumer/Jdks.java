package net.es.esmond.storage.testkit.consumer;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** Finds JDKs of this machine. */
final class Jdks {
  private static final Path USUAL_PARENT = Path.of("/usr/lib/jvm");

  private Jdks() {}

  static List<Path> ofFeature(int feature) throws IOException {
    Stream<Path> named =
        System.getenv().entrySet().stream()
            .filter(variable -> variable.getKey().startsWith("JAVA_HOME"))
            .map(variable -> Path.of(variable.getValue()));
    try (Stream<Path> usual =
        Files.isDirectory(USUAL_PARENT) ? Files.list(USUAL_PARENT) : Stream.empty()) {
      return Stream.concat(named, usual).filter(home -> feature(home) == feature).toList();
    }
  }

  private static int feature(Path home) {
    Path release = home.resolve("release");
    if (!Files.isReadable(release) || !Files.isExecutable(home.resolve("bin/javac"))) {
      return 0;
    }
    try (Reader in = Files.newBufferedReader(release)) {
      Properties properties = new Properties();
      properties.load(in);
      return Runtime.Version.parse(properties.getProperty("JAVA_VERSION", "0").replace("\"", ""))
          .feature();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
