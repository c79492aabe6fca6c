package net.es.esmond.storage.testkit.bench;

import java.util.Map;
import net.es.esmond.storage.testkit.bench.documents.DocumentsBench;
import net.es.esmond.storage.testkit.bench.growth.GrowthBench;
import net.es.esmond.storage.testkit.bench.lastupdated.LastUpdatedBench;
import net.es.esmond.storage.testkit.bench.measurements.CommitLogBench;
import net.es.esmond.storage.testkit.bench.measurements.MeasurementsBench;
import net.es.esmond.storage.testkit.bench.metadata.MetadataBench;
import net.es.esmond.storage.testkit.bench.session.FaultsBench;
import net.es.esmond.storage.testkit.bench.session.OverheadBench;
import net.es.esmond.storage.testkit.bench.session.SimulatedBench;
import net.es.esmond.storage.testkit.bench.start.StartBench;
import net.es.esmond.storage.testkit.bench.transfer.TransferBench;
import net.es.esmond.storage.testkit.replication.ReplicationBench;

/** The benchmarks: {@code -Pbench -Dbench=NAME}. They print their figures last. */
public final class Bench {
  private interface Program {
    void run() throws Exception;
  }

  private static final Map<String, Program> PROGRAMS =
      Map.ofEntries(
          Map.entry("commit-log", CommitLogBench::run),
          Map.entry("documents", DocumentsBench::run),
          Map.entry("faults", FaultsBench::run),
          Map.entry("growth", GrowthBench::run),
          Map.entry("last-updated", LastUpdatedBench::run),
          Map.entry("measurements", MeasurementsBench::run),
          Map.entry("metadata", MetadataBench::run),
          Map.entry("overhead", OverheadBench::run),
          Map.entry("replication", ReplicationBench::run),
          Map.entry("simulated", SimulatedBench::run),
          Map.entry("start", StartBench::run),
          Map.entry("transfer", TransferBench::run));

  private Bench() {}

  public static void main(String[] args) throws Exception {
    Program program = args.length == 1 ? PROGRAMS.get(args[0]) : null;
    if (program == null) {
      System.err.println("name one: -Dbench=" + String.join("|", PROGRAMS.keySet()));
      System.exit(2);
    } else {
      program.run();
      System.exit(0);
    }
  }
}
