package net.es.esmond.storage.testkit.chaos.archive;

import java.util.Map;
import java.util.regex.Pattern;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.JsonValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.Subintervals;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;

/** Numbers in values of all types: every write has its own number, and so its own value. */
final class Numbers {
  private static final long DENOMINATOR = 1L << 40;
  private static final Pattern DIGITS = Pattern.compile("\\d+");

  private Numbers() {}

  static Value value(ValueType type, long number) {
    return switch (type) {
      case INTEGER -> new IntegerValue(number);
      case FLOAT -> new FloatValue(number);
      case PERCENTAGE -> new Percentage(number, DENOMINATOR);
      case HISTOGRAM -> Histogram.of(Map.of(String.valueOf(number), 1L));
      case JSON -> JsonValue.of("{\"number\":" + number + "}");
      case SUBINTERVAL -> Subintervals.of("[{\"start\":0,\"duration\":" + number + ",\"val\":1}]");
    };
  }

  /** The number in a value; of a text, the largest. */
  static long of(Value value) {
    StoredValue stored = value.stored();
    if (stored instanceof StoredValue.Whole whole) {
      return whole.value();
    }
    if (stored instanceof StoredValue.Ratio ratio) {
      return ratio.numerator();
    }
    return DIGITS
        .matcher(((StoredValue.Text) stored).json())
        .results()
        .mapToLong(found -> Long.parseLong(found.group()))
        .max()
        .orElse(-1);
  }
}
