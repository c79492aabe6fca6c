package net.es.esmond.storage.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.error.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Computes {@link Statistics}. Sums run over the buckets in ascending order, so that equal
 * histograms have equal statistics to the last bit, however they came about.
 */
final class HistogramStatistics {
  private final double[] numbers;
  private final long[] counts;
  private final long total;

  private HistogramStatistics(double[] numbers, long[] counts, long total) {
    this.numbers = numbers;
    this.counts = counts;
    this.total = total;
  }

  /** Computes the statistics of counts whose buckets are in ascending order. */
  static Statistics of(Map<String, Long> histogram) {
    HistogramStatistics of = numbers(histogram);
    return of == null ? Statistics.NONE : of.compute();
  }

  /**
   * Computes a percentile of counts whose buckets are in ascending order; NaN where there is none.
   */
  static double percentile(Map<String, Long> histogram, double percent) {
    HistogramStatistics of = numbers(histogram);
    return of == null ? Double.NaN : of.percentile(percent);
  }

  private static @Nullable HistogramStatistics numbers(Map<String, Long> histogram) {
    double[] numbers = new double[histogram.size()];
    long[] counts = new long[histogram.size()];
    long total = 0;
    int i = 0;
    for (Map.Entry<String, Long> bucket : histogram.entrySet()) {
      numbers[i] = LaxNumbers.number(bucket.getKey());
      counts[i] = bucket.getValue();
      if (Double.isNaN(numbers[i])) {
        return null;
      }
      total = plus(total, counts[i++]);
    }
    return total == 0 ? null : new HistogramStatistics(numbers, counts, total);
  }

  private static long plus(long total, long count) {
    long sum = total + count;
    if (sum < 0) {
      throw new InvalidInputException("val", count, "counts must add up to at most 64 bits");
    }
    return sum;
  }

  private Statistics compute() {
    double mean = 0;
    for (int i = 0; i < numbers.length; i++) {
      mean += numbers[i] * counts[i];
    }
    mean /= total;
    double variance = 0;
    for (int i = 0; i < numbers.length; i++) {
      double deviation = numbers[i] - mean;
      variance += deviation * deviation * counts[i];
    }
    variance /= total;
    if (!Double.isFinite(variance)) {
      return Statistics.NONE; // buckets near the largest double: JSON has no infinity
    }
    return new Statistics(
        mode(),
        mean,
        numbers[0],
        numbers[numbers.length - 1],
        percentile(25),
        percentile(50),
        percentile(75),
        percentile(95),
        variance,
        Math.sqrt(variance));
  }

  private List<Double> mode() {
    List<Double> mode = new ArrayList<>();
    long highest = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (counts[i] > highest) {
        mode.clear();
        highest = counts[i];
      }
      if (counts[i] == highest) {
        mode.add(numbers[i]);
      }
    }
    return mode;
  }

  /**
   * Interpolates between the ranks around {@code percent / 100 * (total + 1)}, NIST's first method.
   * As in esmond, a bucket that counts nothing is a neighbour like any other.
   */
  private double percentile(double percent) {
    double rank = percent / 100.0 * (total + 1.0);
    long lower = Math.min(total, (long) Math.floor(rank));
    int i = 0;
    long seen = counts[0];
    while (seen < lower) {
      seen += counts[++i];
    }
    if (lower == 0 || seen > lower || lower >= total) {
      return numbers[i];
    }
    return numbers[i] + (rank - lower) * (numbers[i + 1] - numbers[i]);
  }
}
