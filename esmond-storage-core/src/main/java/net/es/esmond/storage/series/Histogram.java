package net.es.esmond.storage.series;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * Counts by bucket. Buckets are named by any text, most often a number; {@code 88} and {@code
 * 88.00} are different buckets. The order in which buckets are given does not matter.
 */
public final class Histogram extends JsonText implements Value {
  private static final String INVALID = "Invalid histogram provided";
  private static final String NOT_INTEGER = "Value of histogram must be an integer";

  Histogram(String text) {
    super(text);
  }

  /**
   * Makes a histogram.
   *
   * @param counts count of each bucket, 0 or more; may be empty
   * @return the histogram
   * @throws InvalidInputException when a count is negative, a name is longer than 50,000
   *     characters, or the text of it all is longer than {@link JsonValue#MAX_CHARS}
   */
  public static Histogram of(Map<String, Long> counts) {
    Map<Bucket, Long> sorted = new TreeMap<>();
    counts.forEach(
        (name, count) -> {
          if (count < 0) {
            throw new InvalidInputException("val", count, NOT_INTEGER + " of 0 or more");
          }
          sorted.put(Bucket.of(name), count);
        });
    return new Histogram(
        CanonicalJson.write(
            out -> {
              out.writeStartObject();
              for (Map.Entry<Bucket, Long> bucket : sorted.entrySet()) {
                out.writeNumberField(CanonicalJson.name(bucket.getKey().name()), bucket.getValue());
              }
              out.writeEndObject();
            }));
  }

  static Histogram parse(JsonNode json) {
    if (!json.isObject()) {
      throw CanonicalJson.refused(json, INVALID);
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> bucket : json.properties()) {
      JsonNode count = bucket.getValue();
      if (count.isContainerNode() || count.isNull()) {
        throw CanonicalJson.refused(count, INVALID);
      }
      counts.put(bucket.getKey(), LaxNumbers.toLong(count, NOT_INTEGER));
    }
    return of(counts);
  }

  /**
   * Returns the counts.
   *
   * @return by name of bucket, numeric ones first in the order of their numbers; a map of the
   *     caller's own, parsed at each call
   */
  public Map<String, Long> counts() {
    return CanonicalJson.readCounts(text());
  }

  /**
   * Computes the statistics of this histogram.
   *
   * @return {@link Statistics#NONE} when a bucket is not a number, or nothing was counted
   * @throws InvalidInputException when the counts add up to more than 64 bits
   */
  public Statistics statistics() {
    return HistogramStatistics.of(counts());
  }

  /**
   * Computes any percentile of this histogram, as {@link #statistics} computes its own.
   *
   * @param percent the share of what was counted, 0 to 100
   * @return empty when a bucket is not a number, or nothing was counted
   * @throws InvalidInputException when the counts add up to more than 64 bits
   */
  public OptionalDouble percentile(double percent) {
    double percentile = HistogramStatistics.percentile(counts(), percent);
    return Double.isNaN(percentile) ? OptionalDouble.empty() : OptionalDouble.of(percentile);
  }
}
