package net.es.esmond.storage.internal.downsample;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.downsample.Step;
import net.es.esmond.storage.series.Series;

/**
 * The steps of a page, in the order of the query, with the empty ones between them if these are
 * asked for. Not for use by several threads.
 */
final class StepList {
  private final StepQuery query;
  private final StepSources sources;
  private final boolean newestFirst;
  private final int limit;
  private final List<Step> steps = new ArrayList<>();

  /**
   * Creates an empty list.
   *
   * @param limit largest number of steps
   */
  StepList(StepQuery query, StepSources sources, int limit) {
    this.query = query;
    this.sources = sources;
    this.newestFirst = query.query().newestFirst();
    this.limit = limit;
  }

  List<Step> steps() {
    return steps;
  }

  /** Returns how many steps are wanted still. */
  int wanted() {
    return limit - steps.size();
  }

  /**
   * Adds a step. Steps beyond the limit are dropped.
   *
   * @param lacking whether points of the step are missing
   */
  void add(long start, StepValues values, boolean lacking) {
    if (values.points() == 0 && !query.steps().includesEmpty()) {
      return;
    }
    fill(start);
    Optional<Series> source = sources.source(start);
    if (lacking || source.isEmpty()) {
      unknown(start);
      return;
    }
    Map<AggregateFunction, BigDecimal> numbers = new LinkedHashMap<>();
    for (AggregateFunction function : query.functions()) {
      BigDecimal number = values.value(function);
      if (number != null) {
        numbers.put(function, number);
      }
    }
    boolean complete = numbers.size() == query.functions().size();
    add(start, source, values.points(), numbers, complete);
  }

  /** Adds the empty steps up to the end of what was asked for. */
  void end() {
    long bound = newestFirst ? sources.fromMillis() : sources.toMillis();
    if (isBound(bound)) {
      fill(after(query.start(bound)));
    }
  }

  /** Adds the empty steps before a step, if they are asked for, as long as they fit. */
  private void fill(long before) {
    long bound = newestFirst ? sources.toMillis() : sources.fromMillis();
    if (!query.steps().includesEmpty() || steps.isEmpty() && !isBound(bound)) {
      return;
    }
    long next =
        steps.isEmpty()
            ? query.start(bound)
            : after(steps.get(steps.size() - 1).start().toEpochMilli());
    while (wanted() > 0 && (newestFirst ? next > before : next < before)) {
      if (sources.source(next).isEmpty()) {
        unknown(next);
      } else {
        add(next, sources.source(next), 0, noPoints(), true);
      }
      next = after(next);
    }
  }

  private Map<AggregateFunction, BigDecimal> noPoints() {
    return query.functions().contains(AggregateFunction.COUNT)
        ? Map.of(AggregateFunction.COUNT, BigDecimal.ZERO)
        : Map.of();
  }

  private void unknown(long start) {
    add(start, Optional.empty(), 0, Map.of(), false);
  }

  private void add(
      long start,
      Optional<Series> source,
      long points,
      Map<AggregateFunction, BigDecimal> numbers,
      boolean complete) {
    if (wanted() > 0) {
      Instant first = Instant.ofEpochMilli(start);
      steps.add(
          new Step(first, first.plus(query.steps().length()), source, points, numbers, complete));
    }
  }

  /** Returns the start of the step that follows in the order of the query. */
  private long after(long start) {
    return newestFirst ? start - query.lengthMillis() : start + query.lengthMillis();
  }

  private static boolean isBound(long millis) {
    return millis != Long.MIN_VALUE && millis != Long.MAX_VALUE;
  }
}
