package net.es.esmond.storage.internal.downsample;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.downsample.StepSources.Region;
import net.es.esmond.storage.internal.summary.SummaryPageReader;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.jspecify.annotations.Nullable;

/**
 * Starts the reads of a page of steps, one range after the other in the order asked for. Base
 * points are added up by the store where that takes fewer resources than reading them. Not for use
 * by several threads.
 */
final class UnitReader {
  /** Number of summaries that are read at a time. */
  private static final int SUMMARIES = 2_000;

  /** Number of steps that are read from summaries at a time. */
  private static final int STEPS = 1_000;

  /** Number of points from which on a step is added up by the store. */
  private static final int WORTH_A_REQUEST = 100;

  /** Longest range that the store adds up at once, about a partition. */
  private static final long LONGEST_TOTAL = 31L * 24 * 60 * 60 * 1000;

  private final StepQuery query;
  private final SeriesRead read;
  private final StepSources sources;
  private final TimeSeriesStore store;
  private final SummaryPageReader summaries;
  private final Deadline deadline;
  private final UnitSizes sizes;
  private final List<Region> regions = new ArrayList<>();
  private @Nullable Region region;

  /**
   * Creates a reader.
   *
   * @param read the range to read, and its order and level
   */
  UnitReader(
      StepQuery query,
      SeriesRead read,
      StepSources sources,
      SummaryPageReader summaries,
      TimeSeriesStore store,
      Deadline deadline) {
    this.query = query;
    this.sources = sources;
    this.store = store;
    this.summaries = summaries;
    this.deadline = deadline;
    this.sizes = new UnitSizes(query.base());
    this.read =
        new SeriesRead(
            read.series(),
            read.fromMillis(),
            read.toMillis(),
            read.newestFirst(),
            sizes.points(),
            read.level());
    if (read.fromMillis() <= read.toMillis()) {
      regions.addAll(sources.regions(read.fromMillis(), read.toMillis()));
    }
    nextRegion();
  }

  /** Returns whether a range follows. */
  boolean hasNext() {
    return region != null;
  }

  /**
   * Returns how many points make up a number of steps, by what was read so far. A step has one at
   * least.
   */
  double points(int steps) {
    return steps * Math.max(1, sizes.points(query.lengthMillis()));
  }

  /**
   * Starts to read the next range.
   *
   * @param points how many points are wanted at most
   */
  Unit next(double points) {
    Region from = Objects.requireNonNull(region);
    // What is left of base points that have begun to expire tells that there were some.
    Series source = from.source().orElse(query.base());
    if (!source.equals(query.base())) {
      Region some = take(from, STEPS * query.lengthMillis());
      return summaries(
          new SeriesRead(
              source,
              some.fromMillis(),
              some.toMillis(),
              read.newestFirst(),
              SUMMARIES,
              read.level()));
    }
    boolean total =
        query.needsTotalsOnly() && sizes.points(query.lengthMillis()) >= WORTH_A_REQUEST;
    long millis = sizes.millis(points);
    if (!total) {
      return points(range(take(from, millis)));
    }
    long start = read.newestFirst() ? from.toMillis() : from.fromMillis();
    long inStep =
        read.newestFirst() ? start - query.start(start) + 1 : query.end(start) - start + 1;
    return total(range(take(from, Math.min(inStep, Math.min(millis, LONGEST_TOTAL)))));
  }

  /** Starts to read what follows in a range. */
  Unit rest(SeriesRead rest) {
    return rest.series().equals(query.base()) ? points(rest) : summaries(rest);
  }

  /** Learns from what a range had. */
  void learn(Unit unit, Piece piece) {
    long millis = unit.toMillis() - unit.fromMillis() + 1;
    if (piece instanceof Piece.Total total) {
      sizes.learn(millis, total.sums().points());
    } else if (piece instanceof Piece.Points points) {
      long unread = points.rest().map(rest -> rest.toMillis() - rest.fromMillis() + 1).orElse(0L);
      sizes.learn(Math.max(1, millis - unread), points.page().rows().size());
    }
  }

  private SeriesRead range(Region some) {
    return read.between(some.fromMillis(), some.toMillis());
  }

  /** Takes the first range of a region, of a length at most. */
  private Region take(Region from, long millis) {
    boolean all = from.toMillis() - from.fromMillis() < millis;
    Region first;
    if (all) {
      first = from;
      nextRegion();
    } else if (read.newestFirst()) {
      first = new Region(from.toMillis() - millis + 1, from.toMillis(), from.source());
      region = new Region(from.fromMillis(), first.fromMillis() - 1, from.source());
    } else {
      first = new Region(from.fromMillis(), from.fromMillis() + millis - 1, from.source());
      region = new Region(first.toMillis() + 1, from.toMillis(), from.source());
    }
    return first;
  }

  private void nextRegion() {
    if (regions.isEmpty()) {
      region = null;
    } else {
      region = regions.remove(read.newestFirst() ? regions.size() - 1 : 0);
    }
  }

  private Unit points(SeriesRead range) {
    return unit(
        range, store.read(range, deadline).thenApply(page -> new Piece.Points(range, page)));
  }

  private Unit total(SeriesRead range) {
    return unit(
        range,
        store
            .totals(range, query.needsExtremes(), deadline)
            .thenApply(totals -> new Piece.Total(range.fromMillis(), totals)));
  }

  private Unit summaries(SeriesRead range) {
    return unit(
        range, summaries.read(range, sources.rule(), deadline).thenApply(Piece.Summarised::new));
  }

  private Unit unit(SeriesRead range, CompletionStage<Piece> answer) {
    double points = sizes.points(range.toMillis() - range.fromMillis() + 1);
    return new Unit(range.fromMillis(), range.toMillis(), points, answer);
  }
}
