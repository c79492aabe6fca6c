package net.es.esmond.storage.testkit.chaos.archive;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code time_updated} is not behind an acknowledged point, and never moves back. */
final class UpdateTimesCheck implements Check {
  static final String BEHIND = "time_updated behind a point";
  static final String MOVED_BACK = "time_updated moved back";

  @Override
  public void check(History history, FinalState end, Findings findings) {
    findings.lookedFor(BEHIND);
    findings.lookedFor(MOVED_BACK);
    Map<String, TestLife> lives = TestLife.all(history);
    history.writes().values().stream()
        .flatMap(times -> times.values().stream())
        .flatMap(List::stream)
        .filter(PointWrite::acknowledged)
        .forEach(write -> checkBehind(history, lives, end, write, findings));
    checkMovedBack(history, findings);
  }

  private static void checkBehind(
      History history,
      Map<String, TestLife> lives,
      FinalState end,
      PointWrite write,
      Findings findings) {
    String series = write.point().series();
    String key = PointWrite.keyOf(series);
    Map<String, Long> record = end.records().get(key);
    TestLife life = lives.get(key);
    // For a minute an instance may write to a test that another one deleted: nobody is told.
    if (record != null && life != null && life.keeps(write, Long.MAX_VALUE)) {
      long updated = record.getOrDefault(eventTypeOf(series), 0L);
      if (updated < write.operation().began().micros()) {
        findings.fault(BEHIND, write + ", but updated at " + updated + ": " + life);
      }
    }
  }

  /** The event type in the path of base points, by esmond's name. */
  static String eventTypeOf(String series) {
    return series.split(":")[1].replace('_', '-');
  }

  private static void checkMovedBack(History history, Findings findings) {
    Map<String, Map<String, Operation>> readers = new HashMap<>();
    Map<String, Map<String, Long>> seen = new HashMap<>();
    history
        .of(Kind.FOLLOW)
        .filter(Operation::acknowledged)
        .forEach(
            page ->
                page.seen()
                    .forEach(
                        update -> {
                          Map<String, Operation> last =
                              readers.computeIfAbsent(page.process(), any -> new HashMap<>());
                          Operation before = last.put(update.series(), page);
                          Long time =
                              seen.computeIfAbsent(page.process(), any -> new HashMap<>())
                                  .put(update.series(), update.time());
                          if (time != null
                              && update.time() < time
                              && !history.deletedBefore(
                                  PointWrite.keyOf(update.series()), page.end())
                              && !history.failedOverBetween(before.begin(), page.end())) {
                            findings.fault(MOVED_BACK, page + ": " + time + ", then " + update);
                          }
                        }));
  }
}
