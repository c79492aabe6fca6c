package net.es.esmond.storage.testkit.chaos.archive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came of a run, for people and for scripts.
 *
 * @param worked how long clients made calls
 * @param faults how often each happened
 * @param skipped faults that could not be had, and why
 * @param findings what the checks found
 */
public record ArchiveReport(
    Setting setting,
    Duration worked,
    Map<Fault, Integer> faults,
    Map<Fault, String> skipped,
    Findings findings) {

  /** A {@code name: value} each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("seed: " + setting.seed());
    lines.add("setting: " + setting);
    lines.add("seconds: " + worked.toSeconds());
    faults.forEach((fault, count) -> lines.add("fault " + fault + ": " + count));
    skipped.forEach((fault, reason) -> lines.add("skipped: " + fault + ": " + reason));
    lines.addAll(findings.lines());
    return lines;
  }

  /** Whether everything that must be 0 is. */
  public boolean holds() {
    return findings.hold();
  }
}
