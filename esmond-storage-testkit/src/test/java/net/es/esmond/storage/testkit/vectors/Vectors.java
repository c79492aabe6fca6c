package net.es.esmond.storage.testkit.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.vectors.VectorFile;

/** Asks this library what a folder of vector files says esmond was asked, and compares. */
public final class Vectors {
  private final Map<String, VectorFile> files =
      new HashMap<>(
          VectorFile.ALL.stream().collect(Collectors.toMap(VectorFile::name, Function.identity())));

  private final PrintStream out;
  private int passed;
  private int failed;

  Vectors(PrintStream out) {
    this.out = out;
  }

  /**
   * Checks every file of a folder.
   *
   * @param args the folder, and a dump of esmond's database; without the dump, searches are skipped
   */
  public static void main(String[] args) throws IOException, SQLException {
    if (args.length < 1 || args.length > 2) {
      System.out.println("usage: Vectors FOLDER [ARCHIVE]");
      System.exit(1);
    }
    Path folder = Path.of(args[0]);
    String archive = args.length == 2 ? args[1] : "";
    Vectors vectors = new Vectors(System.out);
    boolean passed =
        archive.isEmpty() ? vectors.check(folder) : vectors.check(folder, Path.of(archive));
    System.exit(passed ? 0 : 1);
  }

  /** Checks also what needs a database. Returns whether every case passed, of at least one. */
  private boolean check(Path folder, Path archive) throws IOException, SQLException {
    try (DjangoArchive django = DjangoArchive.open(archive)) {
      files.put(MetadataQueriesFile.NAME, new MetadataQueriesFile(django.store()));
      return check(folder);
    }
  }

  /** Returns whether every case passed, of at least one. */
  boolean check(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        List<Path> sorted = files.filter(file -> name(file).endsWith(".json")).sorted().toList();
        for (Path file : sorted) {
          checkFile(file);
        }
      }
    } else {
      out.println(folder + ": is not a folder");
    }
    out.println(passed + " passed, " + failed + " failed");
    return passed > 0 && failed == 0;
  }

  private void checkFile(Path path) throws IOException {
    VectorFile file = files.get(name(path));
    if (file == null) {
      out.println(name(path) + ": skipped, " + missing(name(path)));
      return;
    }
    int number = 0;
    for (JsonNode vector : file.cases(new ObjectMapper().readTree(path.toFile())).toList()) {
      number++;
      Optional<String> difference = file.difference(vector);
      if (difference.isPresent()) {
        out.println(name(path) + " " + number + ": skipped, " + difference.get());
      } else {
        check(file, number, vector);
      }
    }
  }

  private static String missing(String name) {
    return name.equals(MetadataQueriesFile.NAME)
        ? "it searches a copy of esmond's database: name its dump, django-archive.sql, by"
            + " -Darchive=FILE"
        : "its subject is not built yet";
  }

  /** One case must not keep the others from being checked, whatever it throws. */
  @SuppressWarnings("CatchingUnchecked")
  private void check(VectorFile file, int number, JsonNode vector) {
    try {
      file.check(vector);
      passed++;
    } catch (AssertionError | Exception e) {
      failed++;
      out.println(file.name() + " " + number + ": failed, " + e + "\n  " + vector);
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }
}
