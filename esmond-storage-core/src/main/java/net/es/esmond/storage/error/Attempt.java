package net.es.esmond.storage.error;

import java.util.Objects;

/**
 * An attempt is one try of a server to serve a request.
 *
 * @param node the server that was asked, as {@code host:port}
 * @param answer what the server answered, or why no answer came
 */
public record Attempt(String node, String answer) {
  /** Refuses nulls. */
  public Attempt {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(answer, "answer");
  }

  @Override
  public String toString() {
    return node + ": " + answer;
  }
}
