package net.es.esmond.storage.testkit.chaos.archive;

import java.util.List;

/** Looks for one kind of fault, or takes a figure, in what was done and what came of it. Pure. */
@FunctionalInterface
interface Check {
  void check(History history, FinalState end, Findings findings);

  /** All of them. */
  static Findings all(History history, FinalState end) {
    Findings findings = new Findings();
    List.of(
            new PointsCheck(),
            new ConflictsCheck(),
            new PagesCheck(),
            new SummariesCheck(),
            new RecordsCheck(),
            new SearchesCheck(),
            new UpdateTimesCheck(),
            new FollowersCheck(),
            new CallsCheck(),
            new StallsFigure(),
            new LeftoversCheck())
        .forEach(check -> check.check(history, end, findings));
    return findings;
  }
}
