package net.es.esmond.storage.series;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** Writes row keys as esmond does. */
public final class RowKeys {
  private static final Pattern UNESCAPED_COLON = Pattern.compile("(?<!\\\\):");

  private RowKeys() {}

  /**
   * Joins steps and a frequency by {@code :}; a {@code :} within a step becomes {@code \:}. The
   * year, a row key's last part, follows.
   *
   * @param frequency left out when 0
   */
  public static String path(List<String> steps, long frequency) {
    StringJoiner path = new StringJoiner(":");
    steps.forEach(step -> path.add(step.replace(":", "\\:")));
    if (frequency > 0) {
      path.add(Long.toString(frequency));
    }
    return path.toString();
  }

  /** Undoes {@link #path}. */
  public static List<String> steps(String path) {
    List<String> steps = new ArrayList<>();
    for (String step : UNESCAPED_COLON.split(path, -1)) {
      steps.add(step.replace("\\:", ":"));
    }
    return steps;
  }
}
