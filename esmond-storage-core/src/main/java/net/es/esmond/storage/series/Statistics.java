package net.es.esmond.storage.series;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * Statistics of a histogram whose buckets are numbers, as esmond computes them. Those of any other
 * histogram, or of one that counts nothing, are {@link #NONE}.
 *
 * @param mode the numbers of the buckets with the highest count, ascending; empty for {@link #NONE}
 * @param mean mean
 * @param minimum lowest bucket
 * @param maximum highest bucket
 * @param percentile25 first quartile; all quantiles are interpolated between neighbouring ranks
 * @param median median
 * @param percentile75 third quartile
 * @param percentile95 95th percentile
 * @param variance variance of the population
 * @param standardDeviation its square root
 */
public record Statistics(
    List<Double> mode,
    double mean,
    double minimum,
    double maximum,
    double percentile25,
    double median,
    double percentile75,
    double percentile95,
    double variance,
    double standardDeviation)
    implements Value {
  private static final double NAN = Double.NaN;

  /**
   * The statistics of a histogram that has none: no mode, and NaN for all else. They are stored as
   * an empty object.
   */
  public static final Statistics NONE =
      new Statistics(List.of(), NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN);

  /**
   * Copies the mode, and checks that there are statistics, or none at all.
   *
   * @throws InvalidInputException when there is a mode and a number is not finite, or none and a
   *     number is
   */
  public Statistics {
    mode = List.copyOf(mode);
    DoubleStream numbers =
        DoubleStream.of(
            mean,
            minimum,
            maximum,
            percentile25,
            median,
            percentile75,
            percentile95,
            variance,
            standardDeviation);
    boolean none = mode.isEmpty();
    if (!numbers.allMatch(number -> none ? Double.isNaN(number) : Double.isFinite(number))
        || !mode.stream().allMatch(Double::isFinite)) {
      throw new InvalidInputException(
          "val", mode, "statistics must be finite numbers, or NaN without a mode");
    }
  }

  static Statistics parse(String text) {
    JsonNode json = CanonicalJson.read(text);
    List<Double> mode = new ArrayList<>();
    json.path("mode").forEach(number -> mode.add(number.doubleValue()));
    if (mode.isEmpty()) {
      return NONE;
    }
    return new Statistics(
        mode,
        json.path("mean").doubleValue(),
        json.path("minimum").doubleValue(),
        json.path("maximum").doubleValue(),
        json.path("percentile-25").doubleValue(),
        json.path("median").doubleValue(),
        json.path("percentile-75").doubleValue(),
        json.path("percentile-95").doubleValue(),
        json.path("variance").doubleValue(),
        json.path("standard-deviation").doubleValue());
  }

  /**
   * Says whether there are statistics at all.
   *
   * @return true for {@link #NONE}
   */
  public boolean isEmpty() {
    return mode.isEmpty();
  }

  @Override
  public StoredValue stored() {
    return new StoredValue.Text(isEmpty() ? "{}" : text());
  }

  private String text() {
    return CanonicalJson.write(
        out -> {
          out.writeStartObject();
          out.writeNumberField("maximum", maximum);
          out.writeNumberField("mean", mean);
          out.writeNumberField("median", median);
          out.writeNumberField("minimum", minimum);
          out.writeArrayFieldStart("mode");
          for (double number : mode) {
            out.writeNumber(number);
          }
          out.writeEndArray();
          out.writeNumberField("percentile-25", percentile25);
          out.writeNumberField("percentile-75", percentile75);
          out.writeNumberField("percentile-95", percentile95);
          out.writeNumberField("standard-deviation", standardDeviation);
          out.writeNumberField("variance", variance);
          out.writeEndObject();
        });
  }
}
