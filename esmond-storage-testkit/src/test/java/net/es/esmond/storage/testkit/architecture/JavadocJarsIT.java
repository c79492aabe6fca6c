package net.es.esmond.storage.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Javadoc jars show, which the build has made before the server tests run. */
class JavadocJarsIT {
  @ParameterizedTest
  @ValueSource(strings = {"core", "cassandra", "sql", "testkit"})
  void no_page_is_about_an_internal_class(String module) throws IOException {
    List<Path> jars = jars(Path.of("..", "esmond-storage-" + module, "target"));
    assumeTrue(!jars.isEmpty(), "the build made no Javadoc jar: gates.skip is set");

    for (Path jar : jars) {
      assertThat(pages(jar)).isNotEmpty().noneMatch(page -> page.contains("/internal/"));
    }
  }

  private static List<Path> jars(Path target) throws IOException {
    List<Path> jars = new ArrayList<>();
    if (Files.isDirectory(target)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(target, "*-javadoc.jar")) {
        found.forEach(jars::add);
      }
    }
    return jars;
  }

  private static List<String> pages(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".html")).toList();
    }
  }
}
