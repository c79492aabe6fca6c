package net.es.esmond.storage.internal.downsample;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import net.es.esmond.storage.internal.summary.Hole;
import net.es.esmond.storage.internal.summary.Part;
import net.es.esmond.storage.internal.summary.Parts;
import net.es.esmond.storage.series.StoredPoint;
import org.jspecify.annotations.Nullable;

/**
 * Makes steps from pieces, which come in the order of the query. Not for use by several threads.
 */
final class StepBuilder {
  private final StepQuery query;
  private final StepList steps;
  private final boolean newestFirst;
  private @Nullable OpenStep open;

  /** A step of which more pieces may come. */
  private static final class OpenStep {
    private final long start;
    private final long end;
    private final StepValues values;

    /** Whether points of the step are missing. */
    private boolean lacking;

    OpenStep(StepQuery query, long timeMillis) {
      this.start = query.start(timeMillis);
      this.end = query.end(timeMillis);
      this.values = query.noValues();
    }
  }

  /**
   * Creates a builder.
   *
   * @param steps takes the steps
   */
  StepBuilder(StepQuery query, StepList steps) {
    this.query = query;
    this.steps = steps;
    this.newestFirst = query.query().newestFirst();
  }

  void take(Piece piece) {
    if (piece instanceof Piece.Points points) {
      for (StoredPoint point : points.page().rows()) {
        at(point.timeMillis()).values.add(point);
      }
    } else if (piece instanceof Piece.Total total && total.sums().points() > 0) {
      at(total.fromMillis()).values.add(total.sums());
    } else if (piece instanceof Piece.Summarised summarised) {
      take(summarised.parts());
    }
  }

  /** Takes summaries, which are in the order of the query, with holes, which are not. */
  private void take(Parts page) {
    NavigableMap<Long, List<Part>> parts =
        newestFirst ? new TreeMap<>(Collections.reverseOrder()) : new TreeMap<>();
    for (Part part : page.parts()) {
      parts.computeIfAbsent(query.start(part.timeMillis()), key -> new ArrayList<>()).add(part);
    }
    NavigableMap<Long, Boolean> lacking = new TreeMap<>();
    for (Hole hole : page.holes()) {
      long end = query.start(hole.end() - 1);
      for (long start = query.start(hole.start()); start <= end; start += query.lengthMillis()) {
        parts.computeIfAbsent(start, key -> new ArrayList<>());
        lacking.put(start, true);
      }
    }
    parts.forEach(
        (start, some) -> {
          OpenStep step = at(start);
          step.lacking |= lacking.containsKey(start);
          for (Part part : some) {
            step.values.add(part);
            step.lacking |= part.obsolete();
          }
        });
  }

  /** Returns the step that a time lies in, after closing the step before. */
  private OpenStep at(long timeMillis) {
    OpenStep step = open;
    if (step == null || timeMillis < step.start || timeMillis > step.end) {
      close();
      step = new OpenStep(query, timeMillis);
      open = step;
    }
    return step;
  }

  /** Closes the last step. */
  void close() {
    OpenStep step = open;
    open = null;
    if (step != null) {
      steps.add(step.start, step.values, step.lacking);
    }
  }
}
