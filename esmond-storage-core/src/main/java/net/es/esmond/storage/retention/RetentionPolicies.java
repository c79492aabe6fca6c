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
 * The retention policies of an archive. Of those that match a series the most specific one holds:
 * one that names the event type comes before one that does not, then one that names the summary
 * type, then one that names the window; of two for the same series, the later one. Immutable.
 *
 * <pre>{@code
 * {"policies": [{"event_type": "*", "summary_type": "*", "summary_window": "86400",
 *                "expire": "1825"}]}
 * }</pre>
 */
public final class RetentionPolicies {
  /** No policies: everything is kept for ever. */
  public static final RetentionPolicies NONE = new RetentionPolicies(List.of());

  private final List<RetentionPolicy> mostSpecificFirst;

  /**
   * Puts policies together.
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
   * Finds how long the points of a series are kept.
   *
   * @param series the series
   * @return empty when no policy matches, in which case they are kept for ever
   */
  public Optional<Retention> of(Series series) {
    return of(series.eventType(), series.summaryType(), series.windowSeconds());
  }

  /**
   * Finds how long points of a kind are kept.
   *
   * @param eventType event type
   * @param summaryType summary type
   * @param windowSeconds summary window; 0 for base points
   * @return empty when no policy matches, in which case they are kept for ever
   */
  public Optional<Retention> of(EventType eventType, SummaryType summaryType, long windowSeconds) {
    return policy(eventType, summaryType, windowSeconds).map(RetentionPolicy::retention);
  }

  /**
   * Finds the policy that holds for points of a kind.
   *
   * @param eventType event type
   * @param summaryType summary type
   * @param windowSeconds summary window; 0 for base points
   * @return empty when no policy matches
   */
  public Optional<RetentionPolicy> policy(
      EventType eventType, SummaryType summaryType, long windowSeconds) {
    return mostSpecificFirst.stream()
        .filter(policy -> policy.matches(eventType, summaryType, windowSeconds))
        .findFirst();
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
