package net.es.esmond.storage.testkit.served;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import net.es.esmond.storage.testkit.internal.ServerJars;
import net.es.esmond.storage.testkit.postgres.PostgresServer;
import net.es.esmond.storage.testkit.quickstart.ParentProcess;

/**
 * Serves three instances of the archive's REST API by real balancers, under the load of 16 clients,
 * while instances, nodes, PostgreSQL's primary and balancers are lost: {@code -Pserved
 * -Dfront=httpd,haproxy,keepalived,dns}, all fronts by default. Ends with status 1 when a request
 * failed in a way that the page about balancers does not name, or an acknowledged point is lost.
 */
public final class Served {
  private final Site site;
  private final int requests;
  private boolean holds = true;

  private Served(Site site, int requests) {
    this.site = site;
    this.requests = requests;
  }

  /**
   * Runs the program.
   *
   * @param args names of fronts with commas between, or {@code all}; how many requests each client
   *     makes during each fault
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    ParentProcess.endWithIt();
    if (!OwnNetwork.isEntered()) {
      String unavailable = OwnNetwork.unavailable();
      if (unavailable.isEmpty()) {
        fetchServers();
        System.exit(OwnNetwork.run(Served.class, args));
      }
      System.out.println("skipped: all fronts: " + unavailable);
      System.exit(0);
    }
    List<Fronts> fronts =
        args[0].equals("all")
            ? List.of(Fronts.values())
            : Stream.of(args[0].split(",")).map(Fronts::of).toList();
    System.exit(run(fronts, Integer.parseInt(args[1])) ? 0 : 1);
  }

  /** Fetches the servers while there is a network that leads to a repository. */
  private static void fetchServers() {
    var unused = ServerJars.resolve("org.apache.cassandra", "cassandra-all", "5.0.9");
    PostgresServer.builder().start().close();
  }

  private static boolean run(List<Fronts> fronts, int requests) {
    fronts.stream()
        .filter(front -> !front.unavailable().isEmpty())
        .forEach(
            front -> System.out.println("skipped: " + front.label() + ": " + front.unavailable()));
    OwnNetwork.setUp();
    try (Site site = new Site()) {
      Served served = new Served(site, requests);
      System.out.println(Outcome.HEAD);
      fronts.stream().filter(front -> front.unavailable().isEmpty()).forEach(served::serve);
      served.tellReads();
      return served.holds;
    }
  }

  private void serve(Fronts kind) {
    try (Front front = kind.start(site.folder());
        Load load = new Load(front, kind.label(), site.key())) {
      for (Fault fault : kind.faults()) {
        load.awaitEach(requests / 4);
        Runnable undo = fault.inflict(site, front);
        load.awaitEach(requests);
        undo.run();
        load.awaitEach(requests / 4);
        Outcome outcome = load.take();
        holds &= outcome.holds(failure -> front.names(fault, failure));
        System.out.println(
            outcome.line(
                kind.label(),
                fault.label(),
                failure -> front.names(fault, failure),
                front.remark()));
      }
      load.close();
      long lost = load.lost(site.storage());
      holds &= load.points() > 0 && lost == 0;
      System.out.println(
          kind.label() + ": " + load.points() + " points acknowledged, " + lost + " of them lost");
    }
  }

  /** Says how much of PostgreSQL's answers came through the balancer in front of its standbys. */
  private void tellReads() {
    if (site.reads().isPresent()) {
      long bytes = Long.parseLong(Haproxy.status(8405, "reads,BACKEND", "bout"));
      System.out.println("HAProxy in front of PostgreSQL's standbys: " + bytes + " bytes read");
    }
  }
}
