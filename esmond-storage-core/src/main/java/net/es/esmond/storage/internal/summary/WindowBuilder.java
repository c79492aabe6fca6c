package net.es.esmond.storage.internal.summary;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.async.AsyncLoop;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.summary.Accumulator;
import org.jspecify.annotations.Nullable;

/**
 * Makes the summaries of a range of windows from their parts, read in the order of time. A window
 * that lacks a part, or cannot be computed, becomes a hole.
 */
final class WindowBuilder {
  private final SeriesRead windows;
  private final Series summary;
  private final long length;
  private final Function<SeriesRead, CompletionStage<Parts>> source;
  private final List<Part> made = new ArrayList<>();
  private final Set<Hole> holes = new LinkedHashSet<>();
  private Optional<SeriesRead> next;
  private long windowStart;
  private @Nullable Accumulator window;
  private boolean obsolete;

  /**
   * Creates a builder.
   *
   * @param windows the range in which the windows start
   * @param parts a read of the series of parts, whose range this constructor sets
   * @param source performs reads of parts
   */
  WindowBuilder(
      SeriesRead windows, SeriesRead parts, Function<SeriesRead, CompletionStage<Parts>> source) {
    this.windows = windows;
    this.summary = windows.series();
    this.length = Windows.millis(summary);
    this.source = source;
    long first = Windows.startFrom(summary, windows.fromMillis());
    long last = Windows.start(summary, windows.toMillis());
    this.next =
        first > last ? Optional.empty() : Optional.of(parts.between(first, last + length - 1));
  }

  /**
   * Makes the summaries. Stops at the read's limit, or when half of the deadline's time is used and
   * at least one summary is made.
   */
  CompletionStage<Parts> parts(Deadline deadline) {
    return AsyncLoop.whileTrue(
            () ->
                next.map(source)
                    .orElseGet(() -> completedFuture(Parts.NONE))
                    .thenApply(
                        parts -> {
                          take(parts);
                          return next.isPresent() && !enough(deadline);
                        }))
        .thenApply(
            done -> {
              made.removeIf(
                  part ->
                      holes.stream()
                          .anyMatch(
                              hole ->
                                  hole.overlaps(part.timeMillis(), part.timeMillis() + length)));
              return new Parts(made, List.copyOf(holes), rest()).beforeRest();
            });
  }

  private void take(Parts parts) {
    for (Part part : parts.parts()) {
      long start = Windows.start(summary, part.timeMillis());
      if (window == null || start != windowStart) {
        finish();
        windowStart = start;
        window = Accumulator.of(summary);
        obsolete = false;
      }
      window.add(part.value(), part.points());
      obsolete |= part.obsolete();
    }
    for (Hole hole : parts.holes()) {
      holes.add(
          new Hole(
              Windows.start(summary, hole.start()),
              Windows.startFrom(summary, hole.end()),
              hole.uncomputable()));
    }
    next = parts.rest();
    if (next.isEmpty()) {
      finish();
    }
  }

  private void finish() {
    if (window != null) {
      try {
        Point point = new Point(Instant.ofEpochMilli(windowStart), window.value());
        made.add(new Part(point, window.points(), obsolete));
      } catch (InvalidInputException e) {
        holes.add(new Hole(windowStart, windowStart + length, true));
      }
      window = null;
    }
  }

  private boolean enough(Deadline deadline) {
    return Part.fill(made, windows.limit())
        || !made.isEmpty() && deadline.remaining().compareTo(deadline.budget().dividedBy(2)) < 0;
  }

  /** Returns the read of the remaining windows, of which an incomplete window is the first. */
  private Optional<SeriesRead> rest() {
    if (next.isEmpty()) {
      return Optional.empty();
    }
    long edge =
        window != null
            ? windowStart
            : windows.newestFirst() ? next.get().toMillis() : next.get().fromMillis();
    return Parts.rest(windows, Windows.start(summary, edge));
  }
}
