package net.es.esmond.storage.internal.text;

import java.util.Collection;
import java.util.stream.Collectors;

/** Writes lists into messages, which stay readable however long a list is. */
public final class Listed {
  /** The items of a list that a message shows. */
  public static final int MOST = 20;

  private Listed() {}

  /**
   * Writes the first items of a list, and the count of the rest.
   *
   * @param items may be empty
   * @param separator what stands between two items
   * @return such as {@code a, b, and 98 more}
   */
  public static String of(Collection<?> items, String separator) {
    String first =
        items.stream().limit(MOST).map(String::valueOf).collect(Collectors.joining(separator));
    return items.size() <= MOST
        ? first
        : first + separator + "and " + (items.size() - MOST) + " more";
  }
}
