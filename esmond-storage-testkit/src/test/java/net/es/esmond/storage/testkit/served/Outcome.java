package net.es.esmond.storage.testkit.served;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What became of requests during a fault.
 *
 * @param requests how many ended
 * @param failures those that were not answered rightly
 * @param slowestNanos the slowest of all
 */
record Outcome(int requests, List<Failure> failures, long slowestNanos) {
  static final Outcome NONE = new Outcome(0, List.of(), 0);
  static final String HEAD = line("front", "fault", "requests", "failed", "slowest s", "");

  /** Adds a request and its failure, which is null when it was answered rightly. */
  Outcome plus(Failure failure, long tookNanos) {
    List<Failure> all = failures;
    if (failure != null) {
      all = new ArrayList<>(failures);
      all.add(failure);
    }
    return new Outcome(requests + 1, all, Math.max(slowestNanos, tookNanos));
  }

  boolean holds(Predicate<Failure> named) {
    return requests > 0 && failures.stream().allMatch(named);
  }

  /** A line of the table, which counts failures that are named and those that must not be. */
  String line(String front, String fault, Predicate<Failure> named, String remark) {
    String failed =
        failures.stream()
            .collect(
                Collectors.groupingBy(
                    failure -> (named.test(failure) ? "" : "NOT NAMED ") + failure.what(),
                    TreeMap::new,
                    Collectors.counting()))
            .entrySet()
            .stream()
            .map(each -> each.getValue() + " x " + each.getKey())
            .collect(Collectors.joining(", "));
    return line(
        front,
        fault,
        Integer.toString(requests),
        Integer.toString(failures.size()),
        String.format(Locale.ROOT, "%.1f", slowestNanos / 1e9),
        (remark.isEmpty() || failed.isEmpty() ? remark : remark + "; ") + failed);
  }

  private static String line(
      String front, String fault, String requests, String failed, String slowest, String remark) {
    return String.format(
            Locale.ROOT,
            "%-10s %-17s %8s %6s %9s  %s",
            front,
            fault,
            requests,
            failed,
            slowest,
            remark)
        .stripTrailing();
  }
}
