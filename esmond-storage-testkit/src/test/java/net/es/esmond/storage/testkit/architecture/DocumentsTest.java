package net.es.esmond.storage.testkit.architecture;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that what the documents of the repository name, in backticks or by links, exists. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..");
  private static final Path ARCHITECTURE = ROOT.resolve("esmond-storage-core/ARCHITECTURE.md");
  private static final String COMMON = "net.es.esmond.storage";

  private static final Pattern FENCED =
      Pattern.compile("^ *```.*?^ *```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ +(.*)$", Pattern.MULTILINE);

  /** A class, or a class and one of its members. */
  private static final Pattern CLASS =
      Pattern.compile("@?([A-Z][a-z0-9]\\w*)(?:[.#](\\w+))?(?:\\(.*)?");

  private static final Pattern PACKAGE = Pattern.compile("((?:net\\.es\\.esmond)?\\.[a-z.]+)");
  private static final Pattern FILE =
      Pattern.compile("(?:\\.ci|\\.github|\\.mvn|esmond-storage-[a-z]+)(?:/[\\w./-]*)?");
  private static final Pattern FILE_NAME =
      Pattern.compile("(?!esmond\\.testkit\\.)[\\w./-]+\\.(?:java|md|xml|sql|properties|sh|yml)");

  /** Names that are not this library's. */
  private static final Set<String> OTHERS =
      Set.of(
          "AutoCloseable",
          "BulkheadRegistry",
          "CircuitBreakerRegistry",
          "Clock",
          "CompletionStage",
          "DisplayNameGenerator",
          "Error",
          "Health",
          "HealthIndicator",
          "MeterRegistry",
          "NetworkTopologyStrategy",
          "None",
          "NullMarked",
          "Nullable",
          "ObservationRegistry",
          "PreparedStatement",
          "RegisterExtension",
          "RetryRegistry",
          "ServiceLoader",
          "SimpleStrategy",
          "StringBuilder",
          "System",
          "Test",
          "Ticker",
          "ThreadPoolBulkhead");

  private final Map<String, Path> classes = new HashMap<>();
  private final Set<String> files = new TreeSet<>();
  private final Set<String> packages = new TreeSet<>();
  private final Set<String> mainPackages = new TreeSet<>();

  DocumentsTest() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(path -> Files.exists(path.resolve("src"))).toList()) {
        try (Stream<Path> sources = Files.walk(module.resolve("src"))) {
          sources.filter(Files::isRegularFile).forEach(this::add);
        }
      }
    }
  }

  private void add(Path file) {
    String name = file.getFileName().toString();
    files.add(name);
    String path = file.toString().replace('\\', '/');
    if (name.endsWith(".java") && !path.contains("/resources/")) {
      classes.put(name.substring(0, name.length() - ".java".length()), file);
      String folder = path.substring(0, path.lastIndexOf('/'));
      String packageName = folder.substring(folder.indexOf("/java/") + 6).replace('/', '.');
      packages.add(packageName);
      if (path.contains("/src/main/")) {
        mainPackages.add(packageName);
      }
    }
  }

  @Test
  void documents_name_only_what_exists() {
    List<String> absent = new ArrayList<>();

    for (Path document : documents()) {
      found(QUOTED, text(document))
          .map(quoted -> quoted.replaceAll("\\s+", " "))
          .filter(quoted -> !exists(quoted, document))
          .forEach(quoted -> absent.add(document + ": " + quoted));
    }

    assertThat(absent).isEmpty();
  }

  @Test
  void links_of_documents_lead_somewhere() {
    List<String> broken = new ArrayList<>();

    for (Path document : documents()) {
      found(LINK, text(document))
          .filter(link -> !link.matches("[a-z]+:.*"))
          .filter(link -> !leadsSomewhere(link, document))
          .forEach(link -> broken.add(document + ": " + link));
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void the_code_map_has_every_package() {
    Set<String> named =
        found(QUOTED, text(ARCHITECTURE))
            .filter(quoted -> quoted.startsWith("."))
            .map(quoted -> COMMON + quoted)
            .collect(toCollection(TreeSet::new));
    named.add(COMMON);

    assertThat(named).containsExactlyElementsOf(mainPackages);
  }

  /** Every page but the changelog, which names what there was. */
  private static List<Path> documents() {
    List<Path> all = new ArrayList<>();
    for (String folder : List.of("", ".github", "core", "cassandra", "sql", "testkit")) {
      boolean module = folder.matches("[a-z]+");
      Path home = ROOT.resolve(module ? "esmond-storage-" + folder : folder);
      all.addAll(pages(home));
      all.addAll(pages(home.resolve("monitoring")));
    }
    all.removeIf(page -> page.endsWith("CHANGELOG.md"));
    return all;
  }

  private static List<Path> pages(Path folder) {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean exists(String quoted, Path document) {
    if (FILE.matcher(quoted).matches()) {
      return Files.exists(ROOT.resolve(quoted));
    }
    if (FILE_NAME.matcher(quoted).matches()) {
      return Files.exists(ROOT.resolve(quoted))
          || Files.exists(document.resolveSibling(quoted))
          || files.contains(quoted);
    }
    var asPackage = PACKAGE.matcher(quoted);
    if (asPackage.matches()) {
      return packages.contains(quoted.startsWith(".") ? COMMON + quoted : quoted);
    }
    var asClass = CLASS.matcher(quoted);
    if (!asClass.matches() || OTHERS.contains(asClass.group(1))) {
      return true;
    }
    Path source = classes.get(asClass.group(1));
    return source != null
        && (asClass.group(2) == null
            || Pattern.compile("\\b" + asClass.group(2) + "\\b").matcher(read(source)).find());
  }

  private static boolean leadsSomewhere(String link, Path document) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
    return Files.exists(target)
        && (parts.length == 1
            || found(HEADING, read(target)).map(DocumentsTest::anchor).anyMatch(parts[1]::equals));
  }

  /** The anchor that GitHub makes of a heading. */
  private static String anchor(String heading) {
    return heading
        .toLowerCase(Locale.ROOT)
        .chars()
        .mapToObj(Character::toString)
        .map(c -> c.equals(" ") ? "-" : c)
        .filter(c -> c.matches("[\\w-]"))
        .collect(joining());
  }

  /** A document without its examples. */
  private static String text(Path document) {
    return FENCED.matcher(read(document)).replaceAll("");
  }

  private static Stream<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult result) -> result.group(1));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
