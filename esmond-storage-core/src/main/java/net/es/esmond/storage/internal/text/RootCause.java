package net.es.esmond.storage.internal.text;

import org.jspecify.annotations.Nullable;

/** Finds the words of the failure that caused others, such as {@code Connection refused}. */
public final class RootCause {
  /** Causes that are followed; nothing keeps a failure from being its own cause. */
  private static final int MOST = 20;

  private RootCause() {}

  /**
   * Adds the root cause's message to a text that lacks it.
   *
   * @param text what is known of a failure
   * @param failure the failure
   * @return the text, with {@code : } and the message if there is one
   */
  public static String appended(String text, Throwable failure) {
    String root = message(failure);
    return root == null || text.contains(root) ? text : text + ": " + root;
  }

  private static @Nullable String message(Throwable failure) {
    Throwable root = failure;
    for (int i = 0; i < MOST && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return root.getMessage();
  }
}
