package net.es.esmond.storage.testkit.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a benchmark measured: printed as a table, and kept as {@code target/bench/NAME.json}. */
public final class Figures {
  private static final Path FOLDER = Path.of("esmond-storage-testkit", "target", "bench");
  private static final String ROW = "%-62s %14s %-10s %-44s %8s%n";

  private final String name;
  private final List<Map<String, Object>> rows = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();

  public Figures(String name) {
    this.name = name;
  }

  /** Adds a figure of its own. */
  public void add(String what, double value, String unit) {
    rows.add(row(what, value, unit));
  }

  /**
   * Adds a figure and its ratio to another one, which is larger than 1 when it is larger. There is
   * no ratio to 0.
   */
  public void add(String what, double value, String unit, String comparedWith, double other) {
    Map<String, Object> row = row(what, value, unit);
    row.put("comparedWith", comparedWith + " (" + format(other) + ")");
    if (other != 0) {
      row.put("ratio", rounded(value / other));
    }
    rows.add(row);
  }

  /** Adds what the table alone does not say; the same text is printed once. */
  public void note(String text) {
    notes.add(text);
  }

  /** Prints the table and writes the file. */
  public void publish() throws IOException {
    print();
    write();
  }

  /** Prints the table, without writing the file. */
  public void print() {
    System.out.printf(ROW, "name", "value", "unit", "compared with", "ratio");
    for (Map<String, Object> row : rows) {
      System.out.printf(
          ROW,
          row.get("name"),
          format((double) row.get("value")),
          row.get("unit"),
          row.getOrDefault("comparedWith", ""),
          row.getOrDefault("ratio", ""));
    }
    notes.forEach(System.out::println);
  }

  /** Writes the file, without printing the table. */
  public void write() throws IOException {
    Files.createDirectories(FOLDER);
    Path file = FOLDER.resolve(name + ".json");
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), rows);
    System.out.println("written to " + file);
  }

  private static Map<String, Object> row(String what, double value, String unit) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", what);
    row.put("value", rounded(value));
    row.put("unit", unit);
    return row;
  }

  private static double rounded(double value) {
    return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 1000) / 1000.0;
  }

  private static String format(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.3f", value);
  }
}
