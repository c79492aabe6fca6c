package net.es.esmond.storage.internal.downsample;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.downsample.Step;
import net.es.esmond.storage.downsample.StepPage;
import net.es.esmond.storage.internal.async.AsyncLoop;
import net.es.esmond.storage.series.SeriesQuery;

/**
 * Reads one page of steps. Several ranges are read ahead, and are taken in the order of the query.
 */
final class StepPageReader {
  /** Largest number of ranges that are read at a time. */
  private static final int WIDTH = 4;

  private final StepQuery query;
  private final UnitReader units;
  private final Deadline deadline;
  private final StepList steps;
  private final StepBuilder builder;
  private final Deque<Unit> ahead = new ArrayDeque<>();
  private boolean ended;

  StepPageReader(StepQuery query, StepSources sources, UnitReader units, Deadline deadline) {
    this.query = query;
    this.units = units;
    this.deadline = deadline;
    SeriesQuery of = query.query();
    this.steps = new StepList(query, sources, (int) Math.min(of.limit(), of.pageSize()));
    this.builder = new StepBuilder(query, steps);
  }

  CompletionStage<StepPage> page() {
    return AsyncLoop.whileTrue(
            () -> {
              readAhead();
              Unit first = ahead.poll();
              if (first == null) {
                builder.close();
                steps.end();
                ended = true;
                return completedFuture(false);
              }
              return first
                  .answer()
                  .thenApply(
                      piece -> {
                        take(first, piece);
                        return !enough();
                      });
            })
        .thenApply(done -> new StepPage(steps.steps(), next(), false));
  }

  /** Starts reads until enough are under way, or those under way are expected to fill the page. */
  private void readAhead() {
    double wanted = units.points(steps.wanted());
    double coming = ahead.stream().mapToDouble(Unit::points).sum();
    while (ahead.size() < WIDTH && units.hasNext() && (ahead.isEmpty() || coming < wanted)) {
      Unit next = units.next(wanted - coming);
      ahead.add(next);
      coming += next.points();
    }
  }

  private void take(Unit unit, Piece piece) {
    units.learn(unit, piece);
    builder.take(piece);
    piece.rest().map(units::rest).ifPresent(ahead::addFirst);
  }

  /** Returns whether the page is full, or has taken half of its time. */
  private boolean enough() {
    return steps.wanted() == 0
        || !steps.steps().isEmpty()
            && deadline.remaining().compareTo(deadline.budget().dividedBy(2)) < 0;
  }

  /** Returns the query for the steps that follow the last one. */
  private Optional<SeriesQuery> next() {
    SeriesQuery of = query.query();
    List<Step> all = steps.steps();
    long left = of.limit() == Long.MAX_VALUE ? of.limit() : of.limit() - all.size();
    if (left == 0 || all.isEmpty() || ended && steps.wanted() > 0) {
      return Optional.empty();
    }
    Step last = all.get(all.size() - 1);
    Instant from = of.newestFirst() ? of.from() : last.end();
    Instant to = of.newestFirst() ? last.start().minusMillis(1) : of.to();
    return to.isBefore(from) ? Optional.empty() : Optional.of(of.between(from, to).limit(left));
  }
}
