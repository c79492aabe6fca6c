package net.es.esmond.storage.cassandra.internal.replication;

import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import net.es.esmond.storage.cassandra.internal.replication.ReplicaSamples.Sample;
import net.es.esmond.storage.replication.Verification;

/** Compares the replicas of sampled partitions. Blocks; used once, by one thread. */
final class ReplicaComparison {
  private static final int DIFFERENCES = 100;

  /**
   * Pauses before a difference is checked again; only lasting differences count. A write under way
   * differs for a moment. A write that a busy node dropped differs until its hint arrives, within
   * half a minute.
   */
  private static final List<Duration> LOOKS_AGAIN_AFTER =
      List.of(
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(15));

  private final ReplicaReads reads;
  private long rows;

  ReplicaComparison(ReplicaReads reads) {
    this.reads = reads;
  }

  Verification compare(List<Sample> samples) {
    Map<Sample, Set<String>> lasting = new LinkedHashMap<>();
    for (Sample sample : samples) {
      Map<UUID, Set<String>> held = held(sample);
      rows += all(held).size();
      lasting.put(sample, lacking(held));
    }
    lasting.values().removeIf(Set::isEmpty);
    for (Duration pause : LOOKS_AGAIN_AFTER) {
      if (!lasting.isEmpty()) {
        LockSupport.parkNanos(pause.toNanos());
        lasting.forEach((sample, lacks) -> lacks.retainAll(lacking(held(sample))));
        lasting.values().removeIf(Set::isEmpty);
      }
    }
    List<String> differences = new ArrayList<>();
    lasting.forEach(
        (sample, lacks) -> lacks.forEach(lack -> differences.add(sample.name() + ": " + lack)));
    return new Verification(
        reads.direct(),
        samples.size(),
        rows,
        differences.subList(0, Math.min(differences.size(), DIFFERENCES)));
  }

  /**
   * Returns the rows of each replica. Where replicas cannot be read individually, the first replica
   * stands for all.
   */
  private Map<UUID, Set<String>> held(Sample sample) {
    Map<UUID, Set<String>> held = new HashMap<>();
    for (UUID replica : sample.replicas()) {
      Set<String> contents = new HashSet<>();
      for (Row row : reads.read(sample.select(), replica)) {
        contents.add(row.getFormattedContents());
      }
      if (!reads.direct()) {
        return Map.of(replica, contents);
      }
      held.put(replica, contents);
    }
    return held;
  }

  private static Set<String> all(Map<UUID, Set<String>> held) {
    Set<String> all = new HashSet<>();
    held.values().forEach(all::addAll);
    return all;
  }

  /** Returns the rows that some replicas have and others lack, with the lacking replica. */
  private static Set<String> lacking(Map<UUID, Set<String>> held) {
    Set<String> all = all(held);
    Set<String> lacking = new HashSet<>();
    held.forEach(
        (replica, contents) ->
            all.stream()
                .filter(row -> !contents.contains(row))
                .forEach(row -> lacking.add("node " + replica + " lacks " + row)));
    return lacking;
  }
}
