package net.es.esmond.storage.testkit.chaos.archive;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.series.Series;

/** Acknowledged points are there in the end, and nothing is that nobody wrote or that lost. */
final class PointsCheck implements Check {
  static final String LOST = "points lost";
  static final String WRONG = "points wrong";
  static final String REPLACED = "points replaced";

  /** Clocks of two processes that are both near the archive's time differ less than this. */
  private static final long CLOCKS_NANOS = Duration.ofSeconds(20).toNanos();

  @Override
  public void check(History history, FinalState end, Findings findings) {
    List.of(LOST, WRONG, REPLACED).forEach(findings::lookedFor);
    Map<String, Map<Long, Long>> found = new HashMap<>();
    end.points()
        .forEach(
            (series, points) -> {
              Map<Long, Long> numbers =
                  found.computeIfAbsent(series.path(), any -> new HashMap<>());
              points.forEach(
                  point -> numbers.put(point.time().toEpochMilli(), Numbers.of(point.value())));
            });
    history
        .writes()
        .forEach(
            (series, times) ->
                times.forEach(
                    (time, writes) ->
                        check(
                            history,
                            writes,
                            found.getOrDefault(series, Map.of()).get(time),
                            findings)));
    for (Series series : end.points().keySet()) {
      Map<Long, List<PointWrite>> written = history.writes(series.path());
      found
          .get(series.path())
          .forEach(
              (time, number) -> {
                if (!written.containsKey(time)) {
                  findings.fault(WRONG, new Sample(series.path(), time, number));
                }
              });
    }
  }

  private static void check(
      History history, List<PointWrite> writes, Long found, Findings findings) {
    Setting setting = history.setting();
    List<PointWrite> acknowledged =
        writes.stream().filter(PointWrite::acknowledged).filter(history::keeps).toList();
    findings.count("points acknowledged and kept", acknowledged.size());
    findings.count("points acknowledged", writes.stream().filter(PointWrite::acknowledged).count());
    if (found == null) {
      acknowledged.stream().findFirst().ifPresent(write -> findings.fault(LOST, write));
      return;
    }
    List<PointWrite> sources =
        writes.stream().filter(write -> write.number() == found && write.mayBeStored()).toList();
    if (sources.isEmpty()) {
      findings.fault(WRONG, writes + ", but found " + found);
    } else if (acknowledged.stream().anyMatch(write -> stands(setting, write, sources))) {
      findings.fault(REPLACED, writes + ", but found " + found);
    }
  }

  /** Whether an acknowledged write must have kept all of these from being what stands. */
  private static boolean stands(Setting setting, PointWrite write, List<PointWrite> sources) {
    return sources.stream()
        .allMatch(source -> source.number() != write.number() && loses(setting, source, write));
  }

  private static boolean loses(Setting setting, PointWrite source, PointWrite write) {
    if (setting.conflicts() == ConflictMode.UNCHECKED) {
      // The later timestamp stands. It is drawn as the call begins.
      boolean sameClock = source.operation().process().equals(write.operation().process());
      return sameClock
          ? source.end() < write.begin()
          : source.begin() + CLOCKS_NANOS < write.begin();
    }
    boolean sure = setting.readsSeeWrites() || setting.conflicts() == ConflictMode.STRICT;
    return sure && write.end() < source.begin();
  }
}
