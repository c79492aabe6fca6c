package net.es.esmond.storage.internal.summary;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.retention.RetentionPolicy;
import net.es.esmond.storage.series.Partition;

/** Months of base points, as partitions. */
final class Months {
  /** No point is from before. */
  private static final YearMonth FIRST = YearMonth.of(2000, 1);

  private Months() {}

  /** The months in which windows settle, and those whose base points are about to expire. */
  static List<Partition> urgent(Instant now, RetentionPolicies policies) {
    SortedSet<YearMonth> months = new TreeSet<>();
    months.add(month(now).minusMonths(1));
    months.add(month(now));
    for (RetentionPolicy policy : policies.policies()) {
      Instant from = policy.retention().keptFrom(now);
      if (policy.retention() instanceof Retention.Days && !month(from).isBefore(FIRST)) {
        months.add(month(from));
        months.add(month(from).plusMonths(1));
      }
    }
    return months.stream().map(Months::partition).toList();
  }

  private static YearMonth month(Instant time) {
    return YearMonth.from(time.atOffset(ZoneOffset.UTC));
  }

  private static Partition partition(YearMonth month) {
    return new Partition(month.getYear(), month.getMonthValue());
  }
}
