package net.es.esmond.storage.conf;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Finds what was probably meant: the known key that the fewest typing errors lead away from, an
 * abbreviation counting as one.
 */
final class NearestName {
  private NearestName() {}

  static String of(String name) {
    return ConfKeys.IN_FILES.keySet().stream()
        .min(Comparator.comparingInt(key -> errors(name, key)))
        .orElseThrow();
  }

  private static int errors(String name, String key) {
    boolean abbreviated = name.length() > "sql_db_".length() && key.startsWith(name);
    return abbreviated ? 1 : distance(name, key);
  }

  /** Levenshtein's distance: characters to insert, delete or replace. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
