package net.es.esmond.storage.testkit.junit;

import net.es.esmond.storage.testkit.Server;
import net.es.esmond.storage.testkit.ServerGroup;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Shows what the servers said when a test has failed. */
final class FailureLog {
  private static final int LINES = 40;

  private FailureLog() {}

  static void print(ExtensionContext context, ServerGroup servers) {
    if (context.getExecutionException().isPresent()) {
      for (Server server : servers.servers()) {
        System.err.printf(
            "--- %s, %s, last log lines when '%s' failed:%n%s%n",
            server.name(),
            server.state(),
            context.getDisplayName(),
            String.join(System.lineSeparator(), server.lastLogLines(LINES)));
      }
    }
  }
}
