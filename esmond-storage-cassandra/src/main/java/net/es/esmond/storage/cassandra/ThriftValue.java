package net.es.esmond.storage.cassandra;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.Form;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;

/**
 * Values as esmond stored them through Thrift: JSON text, or counters by name. A rate has {@code
 * val}; an aggregation also has its count, under {@code count} or under the number that is its
 * {@code base_freq}.
 */
final class ThriftValue {
  private ThriftValue() {}

  /**
   * Makes a value.
   *
   * @param columns bytes by name of super column; the name of a plain column is empty
   * @throws InvalidInputException when values of the series are not stored like this
   */
  static Value of(Series series, Map<String, ByteBuffer> columns) {
    return switch (Form.of(series)) {
      case TEXT -> text(series, ThriftPart.text(columns.get("")));
      case WHOLE -> Value.of(series, new StoredValue.Whole(number(series, columns, "val")));
      case RATIO -> ratio(series, columns);
    };
  }

  private static Value text(Series series, String json) {
    return series.summaryType() == SummaryType.STATISTICS
        ? Value.of(series, new StoredValue.Text(json))
        : Value.parse(series.eventType().valueType(), json);
  }

  private static Value ratio(Series series, Map<String, ByteBuffer> columns) {
    long numerator = number(series, columns, "val");
    if (columns.containsKey("count")) {
      return Value.of(
          series,
          new StoredValue.Ratio(
              numerator, number(series, columns, "count"), number(series, columns, "base_freq")));
    }
    String baseFreq =
        columns.keySet().stream()
            .filter(name -> name.matches("\\d{1,18}"))
            .findAny()
            .orElseThrow(() -> refused(series, columns));
    return Value.of(
        series,
        new StoredValue.Ratio(
            numerator, number(series, columns, baseFreq), Long.parseLong(baseFreq)));
  }

  private static long number(Series series, Map<String, ByteBuffer> columns, String name) {
    ByteBuffer bytes =
        Optional.ofNullable(columns.get(name))
            .or(() -> Optional.ofNullable(columns.get("")))
            .filter(found -> found.remaining() == Long.BYTES)
            .orElseThrow(() -> refused(series, columns));
    return bytes.getLong(bytes.position());
  }

  private static InvalidInputException refused(Series series, Map<String, ByteBuffer> columns) {
    return new InvalidInputException(
        "val", columns.keySet(), "must be the columns of a value of " + series);
  }
}
