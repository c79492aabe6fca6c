package net.es.esmond.storage.testkit.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.vectors.VectorFile;

/** Asks this library what a folder of vector files says esmond was asked, and compares. */
public final class Vectors {
  private static final Map<String, VectorFile> FILES =
      VectorFile.ALL.stream().collect(Collectors.toMap(VectorFile::name, Function.identity()));

  private final PrintStream out;
  private int passed;
  private int failed;

  Vectors(PrintStream out) {
    this.out = out;
  }

  /**
   * Checks every file of a folder.
   *
   * @param args the folder
   */
  public static void main(String[] args) throws IOException {
    boolean passed = args.length == 1 && new Vectors(System.out).check(Path.of(args[0]));
    if (args.length != 1) {
      System.out.println("usage: Vectors FOLDER");
    }
    System.exit(passed ? 0 : 1);
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
    VectorFile file = FILES.get(name(path));
    if (file == null) {
      out.println(name(path) + ": skipped, its subject is not built yet");
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
