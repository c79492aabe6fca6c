package net.es.esmond.storage.testkit.quickstart;

import java.io.IOException;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.testkit.archive.ArchiveServers;
import net.es.esmond.storage.testkit.archive.Setup;
import net.es.esmond.storage.testkit.archive.TestArchive;
import net.es.esmond.storage.testkit.service.ArchiveService;

/**
 * esmond's REST API for work by hand, on real servers, until Enter is pressed, the input ends, or a
 * signal comes. Takes the number of Cassandra nodes as its one argument.
 */
public final class Service {
  private Service() {}

  /**
   * Runs the service and its servers.
   *
   * @param args the number of nodes, at least 1
   */
  public static void main(String[] args) throws IOException {
    ParentProcess.endWithIt();
    int nodes = Integer.parseInt(args[0]);
    Quickstart.say("starting %s Cassandra nodes and PostgreSQL".formatted(nodes));
    try (ArchiveServers servers = ArchiveServers.start(Setup.ofNodes(nodes));
        TestArchive archive =
            TestArchive.create(
                servers, "service", Math.min(nodes, Servers.MOST_REPLICAS), builder -> builder)) {
      EsmondStorage storage = archive.storage();
      ArchiveService service = archive.service();
      Quickstart.say("The archive is at " + service.uri() + ", for this machine only.");
      Quickstart.say(
          "Who writes sends this header: Authorization: Token "
              + storage.access().createKey("by-hand").key().reveal());
      Quickstart.say("Press Enter to end it.");
      Servers.awaitEnter(System.in);
      Quickstart.say("ending the service and its servers");
    }
    // Does not wait for threads of a terminal that is gone.
    System.exit(0);
  }
}
