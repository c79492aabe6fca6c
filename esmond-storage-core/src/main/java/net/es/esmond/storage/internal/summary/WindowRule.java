package net.es.esmond.storage.internal.summary;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.Violation;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.retention.RetentionPolicy;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.StoredSummary;
import net.es.esmond.storage.summary.Summaries;

/**
 * Decides whether a window's stored summary is valid, from which source the window is made, or that
 * it is not to be made. A window is made from a source only if the source's own retention still
 * covers the whole window, so that nothing partial is taken for a whole summary. Immutable; asks no
 * store.
 *
 * @param policies how long points and summaries are kept
 * @param kept the summaries that are kept of an event type
 */
public record WindowRule(RetentionPolicies policies, List<Series> kept) {
  /**
   * Time after its expiry from which on a point that is still there was written under a longer
   * retention. Points that expired more recently may still be there because of clock errors and
   * slow writes.
   */
  static final Duration OUTLIVED = Duration.ofMinutes(10);

  /** The state of a window as found in the store. */
  enum Found {
    /** The stored summary is valid. */
    HOLDS,
    /** The summary is known not to be computable. */
    UNCOMPUTABLE,
    /** The summary is not stored, or lacks late points, and is to be made. */
    DUE,
    /** The summary is to be made but not to be stored, since a late point may still be written. */
    LATE,
    /** A sweep found no points in the window. */
    EMPTY
  }

  /**
   * Windows with the same source.
   *
   * @param windows the range in which the windows start
   * @param source the series that they are made from; empty when they are not to be made
   * @param rest the read of the windows that follow
   */
  record Leading(SeriesRead windows, Optional<Series> source, Optional<SeriesRead> rest) {}

  /** Creates a rule. Copies the list. */
  public WindowRule {
    kept = List.copyOf(kept);
  }

  /** Returns the summaries that are kept of an event type, among those that esmond has. */
  static List<Series> kept(String metadataKey, List<EventTypeInfo> infos, EventType eventType) {
    List<Series> kept = new ArrayList<>(0);
    for (EventTypeInfo info : infos) { // a loop, not a stream: every write asks
      if (info.windowSeconds() > 0 && info.eventType().equals(eventType.esmondName())) {
        kept.add(new Series(metadataKey, eventType, info.summaryType(), info.windowSeconds()));
      }
    }
    kept.removeIf(summary -> !Summaries.allowed(summary));
    return kept;
  }

  Retention retention(Series series) {
    return policies.of(series).orElse(Retention.FOREVER);
  }

  /** Returns the time from which on points of a series are kept, in milliseconds since 1970. */
  public long keptFrom(Series series, Instant now) {
    Instant from = retention(series).keptFrom(now);
    return from.equals(Instant.MIN) ? Long.MIN_VALUE : from.toEpochMilli();
  }

  /**
   * Returns the state of a window.
   *
   * @param window the window as stored
   * @param lookedAtMicros time that the base points of the last sweep are from
   * @param asOfMicros time that base points would be from if the window were stored now
   */
  static Found found(StoredSummary window, long lookedAtMicros, long asOfMicros) {
    if (window.holds()) {
      return Found.HOLDS;
    }
    if (window.uncomputable()) {
      return Found.UNCOMPUTABLE;
    }
    boolean made = window.value().isPresent() || window.points() != 0;
    if (!made && window.staleMicros() < lookedAtMicros) {
      return Found.EMPTY;
    }
    return window.staleMicros() < asOfMicros ? Found.DUE : Found.LATE;
  }

  /**
   * Returns the source of a window.
   *
   * @param summary the window's series
   * @param start the window's start
   * @param by time by which the source will have been read
   * @param outlived time of the newest base point that has outlived its retention; windows up to
   *     that point were kept longer
   * @return the series that the window is made from; empty when it is not to be made
   */
  Optional<Series> source(Series summary, long start, Instant by, long outlived) {
    if (start < keptFrom(summary, by)) {
      return Optional.empty();
    }
    return Summaries.sources(summary, kept).stream()
        .filter(
            source ->
                start >= keptFrom(source, by)
                    || source.summaryType() == SummaryType.BASE && start <= outlived)
        .findFirst();
  }

  /** Returns the first windows that have the same source. */
  Leading leading(SeriesRead windows, Instant by, long outlived) {
    Series summary = windows.series();
    boolean newestFirst = windows.newestFirst();
    long length = Windows.millis(summary);
    long first = Windows.startFrom(summary, windows.fromMillis());
    long last = Windows.start(summary, windows.toMillis());
    Optional<Series> source = source(summary, newestFirst ? last : first, by, outlived);
    List<Long> edges = new ArrayList<>(List.of(keptFrom(summary, by), outlived + 1));
    Summaries.sources(summary, kept).forEach(each -> edges.add(keptFrom(each, by)));
    for (long edge : edges) {
      if (edge > first && edge <= last) {
        long start = Windows.startFrom(summary, edge); // the first window behind the edge
        if (newestFirst && !source(summary, start - length, by, outlived).equals(source)) {
          first = Math.max(first, start);
        } else if (!newestFirst && !source(summary, start, by, outlived).equals(source)) {
          last = Math.min(last, start - length);
        }
      }
    }
    return new Leading(
        windows.between(first, last),
        source,
        Parts.rest(windows, newestFirst ? first - 1 : last + length));
  }

  /**
   * Refuses a test with a summary of which no window can ever be whole.
   *
   * @throws InvalidInputException when the test has such a summary; names the policy of the base
   *     points
   */
  public static void check(
      Registration test, RetentionPolicies policies, AllowedLateness lateness) {
    List<Violation> violations = new ArrayList<>();
    for (EventTypeInfo info : test.eventTypes()) {
      EventType.find(info.eventType())
          .ifPresent(
              type -> {
                WindowRule rule =
                    new WindowRule(policies, kept(test.newKey(), test.eventTypes(), type));
                for (Series summary : rule.kept()) {
                  if (summary.summaryType() == info.summaryType()
                      && summary.windowSeconds() == info.windowSeconds()
                      && !rule.everWhole(summary, lateness)) {
                    violations.add(
                        new Violation(
                            "summary-window", "" + info.windowSeconds(), rule.neverWhole(summary)));
                  }
                }
              });
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException(violations);
    }
  }

  /** Returns the rule that a summary breaks if none of its windows can ever be whole. */
  String neverWhole(Series summary) {
    return "must be a window of "
        + summary.eventType()
        + " whose end and allowed lateness are over before its first base point expires, by the"
        + " policy "
        + policies
            .policy(summary.eventType(), SummaryType.BASE, 0)
            .map(RetentionPolicy::toString)
            .orElse("none")
        + ", or there must be a shorter summary that is kept for longer";
  }

  /** Returns whether a window can close and be stored before the first of its parts expires. */
  boolean everWhole(Series summary, AllowedLateness lateness) {
    Duration needed = Duration.ofSeconds(summary.windowSeconds()).plus(lateness.time());
    return Summaries.sources(summary, kept).stream()
        .anyMatch(
            source ->
                (!(retention(source) instanceof Retention.Days kept)
                        || Duration.ofDays(kept.days()).compareTo(needed) > 0)
                    && (source.summaryType() == SummaryType.BASE || everWhole(source, lateness)));
  }
}
