package net.es.esmond.storage.retention;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;

/**
 * The retention policies of an archive. If several policies match a series, the most specific one
 * applies. A policy that names the event type is more specific than one that does not; next the
 * summary type counts, then the window. Of two policies for the same series the later one applies.
 * Immutable.
 *
 * <pre>{@code
 * {"policies": [{"event_type": "*", "summary_type": "*", "summary_window": "86400",
 *                "expire": "1825"}]}
 * }</pre>
 */
public final class RetentionPolicies {
  /** The empty set of policies: every point is kept for ever. */
  public static final RetentionPolicies NONE = new RetentionPolicies(List.of());

  private final List<RetentionPolicy> mostSpecificFirst;

  /**
   * Creates a set of policies.
   *
   * @param policies in any order, but later ones replace earlier ones for the same series
   */
  public RetentionPolicies(List<RetentionPolicy> policies) {
    List<RetentionPolicy> sorted = new ArrayList<>(policies);
    Collections.reverse(sorted); // the sort is stable: the later of two equals is found first
    sorted.sort(RetentionPolicy.MOST_SPECIFIC_FIRST);
    mostSpecificFirst = List.copyOf(sorted);
  }

  /**
   * Reads a file in the format of {@code ps_remove_data.conf}.
   *
   * @param file JSON text in UTF-8
   * @return its policies
   * @throws ConfException when it cannot be read or breaks a rule; it names the policy and the key
   */
  public static RetentionPolicies load(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new ConfException(
          file.toString(), 0, null, e.toString(), "must be a readable file in UTF-8");
    }
    return new RetentionPolicies(PolicyFile.read(file.toString(), text));
  }

  /**
   * Reads text in the format of {@code ps_remove_data.conf}.
   *
   * @param json the text
   * @return its policies
   * @throws ConfException when it breaks a rule; it names the policy and the key
   */
  public static RetentionPolicies parse(String json) {
    return new RetentionPolicies(PolicyFile.read("retention policies", json));
  }

  /**
   * Finds the retention of a series' points.
   *
   * @param series the series
   * @return the retention; empty when no policy matches, so that points are kept for ever
   */
  public Optional<Retention> of(Series series) {
    return of(series.eventType(), series.summaryType(), series.windowSeconds());
  }

  /**
   * Finds the retention of points by event type, summary type and window.
   *
   * @param eventType event type
   * @param summaryType summary type
   * @param windowSeconds summary window in seconds; 0 for base points
   * @return the retention; empty when no policy matches, so that points are kept for ever
   */
  public Optional<Retention> of(EventType eventType, SummaryType summaryType, long windowSeconds) {
    return policy(eventType, summaryType, windowSeconds).map(RetentionPolicy::retention);
  }

  /**
   * Finds the policy that applies to points, by event type, summary type and window.
   *
   * @param eventType event type
   * @param summaryType summary type
   * @param windowSeconds summary window; 0 for base points
   * @return empty when no policy matches
   */
  public Optional<RetentionPolicy> policy(
      EventType eventType, SummaryType summaryType, long windowSeconds) {
    for (RetentionPolicy policy : mostSpecificFirst) { // a loop, not a stream: every write asks
      if (policy.matches(eventType, summaryType, windowSeconds)) {
        return Optional.of(policy);
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the policies.
   *
   * @return the most specific first
   */
  public List<RetentionPolicy> policies() {
    return mostSpecificFirst;
  }
}
