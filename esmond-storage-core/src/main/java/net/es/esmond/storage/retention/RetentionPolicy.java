package net.es.esmond.storage.retention;

import java.util.Comparator;
import java.util.Objects;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import org.jspecify.annotations.Nullable;

/**
 * A rule that gives a retention to the series that it matches.
 *
 * @param eventType event type that matches; null for any
 * @param summaryType summary type that matches; null for any
 * @param windowSeconds summary window that matches, in seconds, 0 for base points; null for any
 * @param retention how long points of these series are kept
 */
public record RetentionPolicy(
    @Nullable EventType eventType,
    @Nullable SummaryType summaryType,
    @Nullable Long windowSeconds,
    Retention retention) {
  /** The most specific first: the event type decides, then the summary type, then the window. */
  static final Comparator<RetentionPolicy> MOST_SPECIFIC_FIRST =
      Comparator.<RetentionPolicy, Boolean>comparing(policy -> policy.eventType == null)
          .thenComparing(policy -> policy.summaryType == null)
          .thenComparing(policy -> policy.windowSeconds == null);

  /** Refuses a policy that does not say how long. */
  public RetentionPolicy {
    Objects.requireNonNull(retention, "retention");
  }

  /**
   * Describes the policy in the words of {@code ps_remove_data.conf}.
   *
   * @return the values of its keys
   */
  @Override
  public String toString() {
    return "event_type "
        + (eventType == null ? "*" : eventType)
        + ", summary_type "
        + (summaryType == null ? "*" : summaryType)
        + ", summary_window "
        + (windowSeconds == null ? "*" : windowSeconds)
        + ", expire "
        + (retention instanceof Retention.Days kept ? kept.days() : "never");
  }

  boolean matches(EventType someEventType, SummaryType someSummaryType, long someWindowSeconds) {
    return (eventType == null || eventType == someEventType)
        && (summaryType == null || summaryType == someSummaryType)
        && (windowSeconds == null || windowSeconds == someWindowSeconds);
  }
}
