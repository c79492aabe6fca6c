package net.es.esmond.storage.testkit.chaos.archive;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** Pages have what was acknowledged before they were asked for, once, in order, as written. */
final class PagesCheck implements Check {
  static final String LACKING = "pages that lack a point";
  static final String WRONG = "pages wrong";
  static final String STALE = "pages stale";

  @Override
  public void check(History history, FinalState end, Findings findings) {
    findings.lookedFor(LACKING);
    findings.lookedFor(WRONG);
    history
        .of(Kind.PAGE)
        .filter(Operation::acknowledged)
        .forEach(
            page -> {
              findings.count("pages read", 1);
              check(history, page, findings);
            });
  }

  private static void check(History history, Operation page, Findings findings) {
    NavigableMap<Long, List<PointWrite>> written = history.writes(page.subject());
    Map<Long, Long> seen = new HashMap<>();
    long before = Long.MIN_VALUE;
    for (Sample point : page.seen()) {
      List<PointWrite> writes = written.getOrDefault(point.time(), List.of());
      boolean explained =
          writes.stream()
              .anyMatch(
                  write ->
                      write.number() == point.number()
                          && write.mayBeStored()
                          && write.begin() < page.end());
      if (!explained || point.time() <= before) {
        findings.fault(WRONG, page + " has " + point);
      }
      before = point.time();
      seen.put(point.time(), point.number());
    }
    if (!page.ended().orElseThrow().complete()) {
      findings.count("pages marked incomplete", 1);
      return;
    }
    written
        .subMap(page.began().from(), true, page.began().to(), true)
        .forEach(
            (time, writes) -> {
              if (!seen.containsKey(time)
                  && writes.stream()
                      .anyMatch(
                          w ->
                              w.acknowledged()
                                  && w.end() < page.begin()
                                  && history.keeps(w, page.end()))) {
                lacks(history.setting(), page + " lacks " + writes, findings);
              }
            });
  }

  private static void lacks(Setting setting, String what, Findings findings) {
    if (setting.readsSeeWrites()) {
      findings.fault(LACKING, what);
    } else {
      findings.count(STALE, 1);
    }
  }
}
