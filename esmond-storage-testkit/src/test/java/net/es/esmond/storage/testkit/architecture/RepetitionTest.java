package net.es.esmond.storage.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A run of equal lines stands in one file, unless CONTRIBUTING.md says why it stands in two. */
class RepetitionTest {
  private static final Path TOP = Path.of("..");
  private static final int RUN = 8;

  @Test
  void no_two_files_share_a_run_but_those_explained() throws IOException {
    List<String> explained = explained();
    Set<String> unexplained = new TreeSet<>();

    for (Set<String> files : filesByRun().values()) {
      if (files.size() > 1
          && explained.stream().noneMatch(item -> files.stream().allMatch(item::contains))) {
        unexplained.add(String.join(" and ", new TreeSet<>(files)));
      }
    }

    assertThat(unexplained).isEmpty();
  }

  /** Returns the items of the list that explains repetition; each names its classes. */
  private static List<String> explained() throws IOException {
    String all = Files.readString(TOP.resolve(".github/CONTRIBUTING.md"));
    return List.of(all.substring(all.indexOf("## Repetition that stays")).split("\n- "));
  }

  /** Returns the classes in whose files each run of lines stands. */
  private static Map<String, Set<String>> filesByRun() throws IOException {
    Map<String, Set<String>> files = new HashMap<>();
    for (Path file : mainFiles()) {
      List<String> lines = lines(file);
      String name = "`" + file.getFileName().toString().replace(".java", "") + "`";
      for (int i = 0; i + RUN <= lines.size(); i++) {
        String run = String.join("\n", lines.subList(i, i + RUN));
        files.computeIfAbsent(run, any -> new HashSet<>()).add(name);
      }
    }
    return files;
  }

  private static List<Path> mainFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String module : List.of("core", "cassandra", "sql", "testkit")) {
      Path main = TOP.resolve("esmond-storage-" + module).resolve("src/main/java");
      try (Stream<Path> found = Files.walk(main)) {
        found
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.endsWith("package-info.java"))
            .forEach(files::add);
      }
    }
    return files;
  }

  /** Returns the lines that a person writes: without indentation, blank lines and imports. */
  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .filter(line -> !line.startsWith("import ") && !line.startsWith("package "))
        .toList();
  }
}
