package net.es.esmond.storage.testkit.chaos.archive;

import java.util.Map;
import java.util.Set;

/** Searches find the tests that are there, and only these. */
final class SearchesCheck implements Check {
  static final String WRONG = "searches wrong";

  @Override
  public void check(History history, FinalState end, Findings findings) {
    findings.lookedFor(WRONG);
    Map<String, TestLife> lives = TestLife.all(history);
    history
        .of(Kind.SEARCH)
        .filter(Operation::acknowledged)
        .forEach(
            search -> {
              findings.count("searches", 1);
              Set<String> found = Set.copyOf(search.ended().orElseThrow().names());
              lives.forEach(
                  (key, life) -> {
                    boolean there = found.contains(key);
                    if (!there && life.mustBeThere(search.begin(), search.end(), false)) {
                      findings.fault(WRONG, search + " lacks " + key + ": " + life);
                    } else if (there && life.mustBeGone(search.begin(), search.end())) {
                      findings.fault(WRONG, search + " has " + key + ": " + life);
                    }
                  });
            });
  }
}
