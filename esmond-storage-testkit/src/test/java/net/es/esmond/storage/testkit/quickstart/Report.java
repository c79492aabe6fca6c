package net.es.esmond.storage.testkit.quickstart;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The figures of a run, printed as a block of {@code name: value} lines at its end. */
final class Report {
  private final Map<String, Object> figures = new LinkedHashMap<>();

  Report add(String name, long value) {
    figures.put(name, value);
    return this;
  }

  Report add(String name, Duration value) {
    figures.put(name, String.format(Locale.ROOT, "%.1f", value.toMillis() / 1000.0));
    return this;
  }

  @Override
  public String toString() {
    StringBuilder block = new StringBuilder();
    figures.forEach((name, value) -> block.append(name).append(": ").append(value).append('\n'));
    return block.toString();
  }
}
