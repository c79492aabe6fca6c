package net.es.esmond.storage.testkit.bench.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/**
 * What a request costs the client while nothing fails, beside the bare driver: the same statements
 * through this library's session, and the same points through its store. The store also makes row
 * keys, keeps the list of partitions, and sends points together that go to the same replicas.
 */
public final class OverheadBench {
  private static final int ROUNDS = 7;
  private static final int WARM_UP_ROUNDS = 3;
  private static final long REQUESTS = Long.getLong("bench.requests", 50_000);

  private OverheadBench() {}

  public static void run() throws Exception {
    try (CassandraRing ring = Rings.threeNodes()) {
      CassandraConf conf = Rings.conf(ring, 2, ConsistencyLevel.LOCAL_ONE);
      HostResolver resolver = Rings.resolver(ring);
      // The store first: it creates the tables.
      try (Contender store = new LibraryContender(conf, resolver);
          Contender session = new SessionContender(conf, resolver);
          Contender bare = BareContender.withDefaults(conf, resolver)) {
        List<Contender> contenders = new ArrayList<>(List.of(session, store, bare));
        Map<Contender, List<Run>> runs = new HashMap<>();
        for (int i = 0; i < WARM_UP_ROUNDS + ROUNDS; i++) {
          for (Contender each : contenders) {
            runs.computeIfAbsent(each, c -> new ArrayList<>()).add(measured(each));
          }
          // To and fro, so that a drift of the machine favours none.
          Collections.reverse(contenders);
        }
        Figures figures = new Figures("overhead");
        add(figures, "session", runs.get(session), runs.get(bare));
        add(figures, "store", runs.get(store), runs.get(bare));
        figures.publish();
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

  private static void add(Figures figures, String name, List<Run> ours, List<Run> bare) {
    double[] ratios = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      double driver = bare.get(WARM_UP_ROUNDS + i).cpuMicrosEach();
      double own = ours.get(WARM_UP_ROUNDS + i).cpuMicrosEach();
      ratios[i] = own / driver;
      figures.add(name + ", round " + (i + 1), own, "us CPU", "driver, defaults", driver);
    }
    Arrays.sort(ratios);
    figures.add(
        name + ": client CPU for a request, median of rounds", ratios[ROUNDS / 2], "x driver");
  }
}
