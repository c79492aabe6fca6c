package net.es.esmond.storage.testkit.chaos;

import java.time.Duration;
import java.util.Random;
import net.es.esmond.storage.testkit.chaos.archive.ArchiveChaos;
import net.es.esmond.storage.testkit.chaos.archive.ArchiveReport;

/**
 * Loses and regains nodes at random under load, and checks every acknowledged write at the end:
 * {@code -Pchaos -Dseed=N -Dminutes=M}. Even seeds run with two replicas at ONE, odd ones with
 * three at QUORUM. {@code -Dscope=archive} does so to whole archives, see {@link ArchiveChaos}.
 * Ends with status 1 when something that must hold did not.
 */
public final class Chaos {
  private Chaos() {}

  public static void main(String[] args) throws InterruptedException {
    long seed = args.length > 0 && !args[0].isEmpty() ? Long.parseLong(args[0]) : 1;
    double minutes = args.length > 1 && !args[1].isEmpty() ? Double.parseDouble(args[1]) : 5;
    Duration duration = Duration.ofMillis((long) (minutes * 60_000));
    String scope = args.length > 2 && !args[2].isEmpty() ? args[2] : "session";
    boolean holds =
        switch (scope) {
          case "session" -> ofSessions(seed, duration);
          case "archive" -> ofArchives(seed, duration);
          default ->
              throw new IllegalArgumentException(
                  "scope must be session or archive, but was " + scope);
        };
    System.exit(holds ? 0 : 1);
  }

  private static boolean ofSessions(long seed, Duration duration) throws InterruptedException {
    Report report = run(seed, duration, "127.0.31.41");
    report.lines().forEach(System.out::println);
    return report.holds();
  }

  private static boolean ofArchives(long seed, Duration duration) throws InterruptedException {
    ArchiveReport report = ArchiveChaos.run(seed, duration);
    report.lines().forEach(System.out::println);
    return report.holds();
  }

  static Report run(long seed, Duration duration, String firstAddress) throws InterruptedException {
    Random random = new Random(seed);
    // At QUORUM no read may be stale; at ONE that cannot be promised.
    boolean quorum = seed % 2 != 0;
    try (ChaosCluster cluster = ChaosCluster.start(quorum, firstAddress)) {
      History history = new History();
      Load load = new Load(cluster.store(), history, random.nextLong());
      Faults faults = new Faults(cluster, new Random(random.nextLong()));
      load.start();
      faults.runFor(duration);
      load.stop();
      cluster.awaitAllUp();
      history.check(cluster.store());
      return history.report(seed, quorum, faults.toString());
    }
  }
}
