package net.es.esmond.storage.testkit.bench.measurements;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import net.es.esmond.storage.testkit.bench.Figures;

/**
 * What {@code commitlog_sync: group} costs, and which acknowledged points it keeps when all nodes
 * are killed: {@code -Pbench -Dbench=commit-log}, with {@code -Dparts=COST,KILLS_GROUP} for only
 * those {@link Part}s.
 */
public final class CommitLogBench {
  private enum Part {
    COST,
    KILLS_PERIODIC,
    KILLS_GROUP
  }

  private CommitLogBench() {}

  public static void run() throws Exception {
    String named = System.getProperty("parts", "").toUpperCase(Locale.ROOT);
    Set<Part> parts =
        named.isEmpty()
            ? EnumSet.allOf(Part.class)
            : Arrays.stream(named.split(",")).map(Part::valueOf).collect(Collectors.toSet());
    Figures figures = new Figures("commit-log" + named.replaceFirst("^(?=.)", "-"));
    for (Part part : EnumSet.copyOf(parts)) {
      switch (part) {
        case COST -> new CommitLogCost(figures).measure();
        case KILLS_PERIODIC -> new CommitLogKills(CommitLogSync.PERIODIC, figures).measure();
        case KILLS_GROUP -> new CommitLogKills(CommitLogSync.GROUP, figures).measure();
      }
      figures.publish(); // what is there, should the run be cut off
    }
  }
}
