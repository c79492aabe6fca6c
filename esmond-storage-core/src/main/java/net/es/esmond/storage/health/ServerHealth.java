package net.es.esmond.storage.health;

import java.util.Objects;

/**
 * The health of one server of a store, as this process knows it.
 *
 * @param server the server, as {@code host:port}
 * @param up whether the server seems able to answer
 * @param answer what the server is, such as {@code primary, timeline 3}; of a server that is not
 *     up, why, in the words of the last error if there was one
 */
public record ServerHealth(String server, boolean up, String answer) {
  /** Refuses nulls. */
  public ServerHealth {
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(answer, "answer");
  }

  @Override
  public String toString() {
    return server + ": " + answer;
  }
}
