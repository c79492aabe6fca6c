package net.es.esmond.storage.testkit.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Servers for work by hand: a ring and PostgreSQL that stay up until Enter is pressed, the input
 * ends, or a signal comes. Takes the number of Cassandra nodes as its one argument.
 */
public final class Servers {
  static final int MOST_REPLICAS = 3;

  private Servers() {}

  /**
   * Runs the servers.
   *
   * @param args the number of nodes, at least 1
   */
  public static void main(String[] args) throws IOException {
    ParentProcess.endWithIt();
    int nodes = Integer.parseInt(args[0]);
    Quickstart.say("starting %s Cassandra nodes and PostgreSQL".formatted(nodes));
    try (Archives archives = Archives.start(nodes, Math.min(nodes, MOST_REPLICAS))) {
      Path conf = archives.writeConf();
      Quickstart.say("\n" + archives.text("(in the file)"));
      Quickstart.say("The servers are up. Their esmond.conf, for you alone: " + conf);
      Quickstart.say("Tests use them with -Desmond.testkit.conf=" + conf);
      Quickstart.say("Press Enter to end them.");
      awaitEnter(System.in);
      Quickstart.say("ending the servers");
    }
    // Does not wait for threads of a terminal that is gone.
    System.exit(0);
  }

  /** Returns at the end of a line, and at the end of all. */
  static void awaitEnter(InputStream in) throws IOException {
    int read = in.read();
    while (read >= 0 && read != '\n') {
      read = in.read();
    }
  }
}
