package net.es.esmond.storage.testkit.bench.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.es.esmond.storage.ConsistencyLevel;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** What a request costs the client while nothing fails, beside the bare driver. */
public final class OverheadBench {
  private static final int ROUNDS = 7;
  private static final int WARM_UP_ROUNDS = 3;
  private static final long REQUESTS = Long.getLong("bench.requests", 100_000);

  private OverheadBench() {}

  public static void run() throws Exception {
    try (CassandraRing ring = Rings.threeNodes()) {
      CassandraConf conf = Rings.conf(ring, 2, ConsistencyLevel.LOCAL_ONE);
      try (Contender library = new LibraryContender(conf, Rings.resolver(ring));
          Contender bare = BareContender.withDefaults(conf, Rings.resolver(ring))) {
        List<Run> ofLibrary = new ArrayList<>();
        List<Run> ofBare = new ArrayList<>();
        for (int i = 0; i < WARM_UP_ROUNDS + ROUNDS; i++) {
          // Alternately first, so that a drift of the machine favours neither.
          if (i % 2 == 0) {
            ofLibrary.add(measured(library));
            ofBare.add(measured(bare));
          } else {
            ofBare.add(measured(bare));
            ofLibrary.add(measured(library));
          }
        }
        publish(
            ofLibrary.subList(WARM_UP_ROUNDS, ofLibrary.size()),
            ofBare.subList(WARM_UP_ROUNDS, ofBare.size()));
      }
    }
  }

  /** With the CPU time of the whole process. */
  private static Run measured(Contender contender) throws Exception {
    return Run.of(
        () -> {
          Capacity.send(contender, 0, REQUESTS);
          return REQUESTS;
        });
  }

  private static void publish(List<Run> ofLibrary, List<Run> ofBare) throws Exception {
    Figures figures = new Figures("overhead");
    double[] ratios = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      double bare = ofBare.get(i).cpuMicrosEach();
      double library = ofLibrary.get(i).cpuMicrosEach();
      ratios[i] = library / bare;
      figures.add("round " + (i + 1), library, "us CPU", "driver, defaults", bare);
    }
    Arrays.sort(ratios);
    figures.add("client CPU for a request, median of rounds", ratios[ROUNDS / 2], "x driver");
    figures.publish();
  }
}
