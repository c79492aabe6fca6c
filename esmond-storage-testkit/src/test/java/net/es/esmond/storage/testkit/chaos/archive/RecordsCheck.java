package net.es.esmond.storage.testkit.chaos.archive;

import java.util.Set;

/** In the end registered tests are there and whole, and deleted ones are not. */
final class RecordsCheck implements Check {
  static final String LOST = "registrations lost";
  static final String CAME_BACK = "deletions that came back";

  @Override
  public void check(History history, FinalState end, Findings findings) {
    findings.lookedFor(LOST);
    findings.lookedFor(CAME_BACK);
    Set<String> eventTypes = Population.eventTypes();
    TestLife.all(history)
        .forEach(
            (key, life) -> {
              findings.count("tests", 1);
              boolean there = end.records().containsKey(key);
              if (there && !end.records().get(key).keySet().equals(eventTypes)) {
                findings.fault(LOST, key + " has " + end.records().get(key));
              }
              if (!there && life.mustBeThere(Long.MAX_VALUE - 1, Long.MAX_VALUE, true)) {
                findings.fault(LOST, key + ": " + life);
              }
              if (there && life.mustBeGone(Long.MAX_VALUE - 1, Long.MAX_VALUE)) {
                findings.fault(CAME_BACK, key + ": " + life);
              }
            });
  }
}
