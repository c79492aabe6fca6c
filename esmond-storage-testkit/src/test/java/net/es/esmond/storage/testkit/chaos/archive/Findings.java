package net.es.esmond.storage.testkit.chaos.archive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the checks found: a count for each name, and some examples of what must not be. */
final class Findings {
  private static final int MOST_EXAMPLES = 5;

  private final Map<String, Long> faults = new LinkedHashMap<>();
  private final Map<String, Long> figures = new LinkedHashMap<>();
  private final Map<String, List<String>> examples = new LinkedHashMap<>();

  /** Lists a fault that is looked for, so that it is printed though it be absent. */
  void lookedFor(String name) {
    faults.putIfAbsent(name, 0L);
  }

  void fault(String name, Object example) {
    faults.merge(name, 1L, Long::sum);
    List<String> some = examples.computeIfAbsent(name, any -> new ArrayList<>());
    if (some.size() < MOST_EXAMPLES) {
      some.add(String.valueOf(example));
    }
  }

  /** Adds to a figure that may be anything. */
  void count(String name, long number) {
    figures.merge(name, number, Long::sum);
  }

  long faults(String name) {
    return faults.getOrDefault(name, 0L);
  }

  long figure(String name) {
    return figures.getOrDefault(name, 0L);
  }

  boolean hold() {
    return faults.values().stream().allMatch(count -> count == 0);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    figures.forEach((name, count) -> lines.add(name + ": " + count));
    faults.forEach((name, count) -> lines.add(name + ": " + count));
    examples.forEach(
        (name, some) -> some.forEach(example -> lines.add("example of " + name + ": " + example)));
    return lines;
  }

  @Override
  public String toString() {
    return faults.entrySet().stream()
        .filter(fault -> fault.getValue() > 0)
        .map(fault -> fault.getKey() + ": " + fault.getValue() + " " + examples.get(fault.getKey()))
        .collect(Collectors.joining("\n"));
  }
}
