package net.es.esmond.storage.internal;

import java.util.List;
import java.util.StringJoiner;

/** Writes row keys as esmond does. */
public final class RowKeys {
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
}
