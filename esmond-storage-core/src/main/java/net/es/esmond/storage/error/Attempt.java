package net.es.esmond.storage.error;

import java.util.Objects;

/**
 * One attempt at serving a request.
 *
 * @param node the server that was asked, as {@code host:port}
 * @param answer what it answered, or why nothing came back
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
