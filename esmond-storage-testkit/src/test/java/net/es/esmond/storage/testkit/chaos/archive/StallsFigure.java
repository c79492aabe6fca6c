package net.es.esmond.storage.testkit.chaos.archive;

import java.time.Duration;

/** For how long the machine kept processes waiting, to tell what it makes late from faults. */
final class StallsFigure implements Check {
  static final String LONGEST = "longest stall of a process in ms";

  @Override
  public void check(History history, FinalState end, Findings findings) {
    long longest =
        history
            .of(Kind.STALL)
            .filter(stall -> !history.wasHeld(stall))
            .mapToLong(stall -> stall.end() - stall.begin())
            .max()
            .orElse(0);
    findings.count(LONGEST, Duration.ofNanos(longest).toMillis());
  }
}
