package net.es.esmond.storage.testkit.bench.session;

import java.util.Arrays;
import java.util.Locale;
import net.es.esmond.storage.ConsistencyLevel;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** What a request costs the client while nothing fails, beside the bare driver. */
public final class OverheadBench {
  private static final int ROUNDS = 7;
  private static final long REQUESTS = Long.getLong("bench.requests", 30_000);

  private OverheadBench() {}

  public static void run() throws Exception {
    try (CassandraRing ring = Rings.threeNodes()) {
      CassandraConf conf = Rings.conf(ring, 2, ConsistencyLevel.LOCAL_ONE);
      try (Contender library = new LibraryContender(conf);
          Contender bare = BareContender.withDefaults(conf)) {
        for (int i = 0; i < 3; i++) {
          cpuMicros(library);
          cpuMicros(bare);
        }
        double[] ofLibrary = new double[ROUNDS];
        double[] ofBare = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
          // Alternately first, so that a drift of the machine favours neither.
          if (i % 2 == 0) {
            ofLibrary[i] = cpuMicros(library);
            ofBare[i] = cpuMicros(bare);
          } else {
            ofBare[i] = cpuMicros(bare);
            ofLibrary[i] = cpuMicros(library);
          }
          ratios[i] = ofLibrary[i] / ofBare[i];
          System.out.printf(
              Locale.ROOT,
              "round %d: library %.1f us, driver %.1f us, ratio %.2f%n",
              i + 1,
              ofLibrary[i],
              ofBare[i],
              ratios[i]);
        }
        System.out.printf(Locale.ROOT, "library us per request: %.1f%n", median(ofLibrary));
        System.out.printf(Locale.ROOT, "driver us per request: %.1f%n", median(ofBare));
        System.out.printf(Locale.ROOT, "ratio (median of rounds): %.2f%n", median(ratios));
      }
    }
  }

  /** CPU time of the whole process, per request. */
  private static double cpuMicros(Contender contender) throws Exception {
    return Run.of(
            () -> {
              Capacity.send(contender, 0, REQUESTS);
              return REQUESTS;
            })
        .cpuMicrosEach();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
