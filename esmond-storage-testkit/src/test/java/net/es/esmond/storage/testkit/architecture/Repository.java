package net.es.esmond.storage.testkit.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the files of this repository, from the folder of the testkit, in which its tests run. */
public final class Repository {
  private static final Path TOP = Path.of("..");

  private Repository() {}

  /** Returns a file of a module. */
  public static Path file(String module, String name) {
    return TOP.resolve("esmond-storage-" + module).resolve(name);
  }

  /** Returns a source file of a module's main code. */
  static Path source(String module, String className) {
    return file(module, "src/main/java/net/es/esmond/storage/" + className + ".java");
  }

  /** Returns the text of a file of a module. */
  public static String text(String module, String name) {
    return text(file(module, name));
  }

  /** Returns the text of a file in the top folder. */
  public static String text(String name) {
    return text(TOP.resolve(name));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what a pattern's first group finds in a text. */
  static Set<String> found(String pattern, String text) {
    Set<String> found = new TreeSet<>();
    Pattern.compile(pattern).matcher(text).results().forEach(one -> found.add(one.group(1)));
    return found;
  }

  /** Returns what a pattern's first group finds in the main code of modules. */
  static Set<String> foundInMain(String pattern, String... modules) {
    Set<String> found = new TreeSet<>();
    for (String module : modules) {
      found.addAll(foundIn(pattern, files(file(module, "src/main/java"), ".java")));
    }
    return found;
  }

  /** Returns what a pattern's first group finds in files, in the order of texts. */
  static Set<String> foundIn(String pattern, List<Path> files) {
    Set<String> found = new TreeSet<>();
    files.forEach(file -> found.addAll(found(pattern, text(file))));
    return found;
  }

  /** Returns the files below a folder whose names end in a way. */
  static List<Path> files(Path folder, String ending) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
