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
 * Decides for a window of a summary: it is stored, it is made and from what, or it is not to be
 * made. A source serves only for windows that its own retention still covers wholly, so that
 * nothing partial passes for a whole summary. Immutable; asks no store.
 *
 * @param policies how long points and summaries are kept
 * @param kept the summaries that are kept of an event type
 */
public record WindowRule(RetentionPolicies policies, List<Series> kept) {
  /**
   * What has outlived its retention by less may do so because of clocks and of writes that took
   * long; what has outlived it by more was written under a longer retention.
   */
  static final Duration OUTLIVED = Duration.ofMinutes(10);

  /** What is known of a window before anything is made. */
  enum Found {
    /** The stored summary holds. */
    HOLDS,
    /** The summary is known not to be computable. */
    UNCOMPUTABLE,
    /** Not all of its points are in what is stored of it, if anything is: it is to be made. */
    DUE,
    /** It is due, but a point may still be written: what is made now is not to be stored. */
    LATE,
    /** It was looked at and has no points. */
    EMPTY
  }

  /**
   * Windows with the same source.
   *
   * @param windows the windows, by their starts
   * @param source what they are made from; empty when they are not to be made
   * @param rest reads the windows that follow
   */
  record Leading(SeriesRead windows, Optional<Series> source, Optional<SeriesRead> rest) {}

  /** Copies the list. */
  public WindowRule {
    kept = List.copyOf(kept);
  }

  /** The summaries that are kept of an event type, of those that esmond has. */
  static List<Series> kept(String metadataKey, List<EventTypeInfo> infos, EventType eventType) {
    return infos.stream()
        .filter(info -> info.windowSeconds() > 0)
        .filter(info -> info.eventType().equals(eventType.esmondName()))
        .map(info -> new Series(metadataKey, eventType, info.summaryType(), info.windowSeconds()))
        .filter(Summaries::allowed)
        .toList();
  }

  Retention retention(Series series) {
    return policies.of(series).orElse(Retention.FOREVER);
  }

  /** Start of what is kept of a series, in milliseconds since 1970. */
  long keptFrom(Series series, Instant now) {
    Instant from = retention(series).keptFrom(now);
    return from.equals(Instant.MIN) ? Long.MIN_VALUE : from.toEpochMilli();
  }

  /** Decides from what is stored of a window; a store now would get the points as of a time. */
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
   * Finds what a window is made from.
   *
   * @param summary its series
   * @param start its start
   * @param by when its source will have been read
   * @param outlived the newest base point that has outlived its retention: windows up to that one
   *     were kept longer
   * @return empty when it is not to be made
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

  /** Cuts windows where what they are made from changes. */
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
        Reads.between(windows, first, last),
        source,
        Parts.rest(windows, newestFirst ? first - 1 : last + length));
  }

  /**
   * Refuses a test with summaries of which no window can ever be whole.
   *
   * @throws InvalidInputException when it has any; it names the policy of the base points
   */
  public static void check(
      Registration test, RetentionPolicies policies, AllowedLateness settling) {
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
                      && !rule.everWhole(summary, settling)) {
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

  /** What is wrong with a summary of which no window can ever be whole. */
  String neverWhole(Series summary) {
    return "must be a window of "
        + summary.eventType()
        + " that ends and settles before the first of its base points expires, by the policy "
        + policies
            .policy(summary.eventType(), SummaryType.BASE, 0)
            .map(RetentionPolicy::toString)
            .orElse("none")
        + ", or there must be a shorter summary that is kept for longer";
  }

  /**
   * Whether any window can have settled, and been stored, before the first of its parts is gone.
   */
  boolean everWhole(Series summary, AllowedLateness settling) {
    Duration needed = Duration.ofSeconds(summary.windowSeconds()).plus(settling.time());
    return Summaries.sources(summary, kept).stream()
        .anyMatch(
            source ->
                (!(retention(source) instanceof Retention.Days kept)
                        || Duration.ofDays(kept.days()).compareTo(needed) > 0)
                    && (source.summaryType() == SummaryType.BASE || everWhole(source, settling)));
  }
}
