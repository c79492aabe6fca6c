package net.es.esmond.storage.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;

/**
 * Values of any series as JSON text that has every digit, and values read from such text or from
 * esmond's documents, which show quotients.
 */
final class ExactValue {
  private static final int FLOAT_SCALE = 4;
  private static final long FLOAT_UNITS = 10_000;

  /** From here on, ten-thousandths are not told apart by the numbers that esmond serves. */
  private static final long LARGE = 1_000_000_000_000_000L;

  private static final BigDecimal LARGE_FLOAT = BigDecimal.valueOf(LARGE, FLOAT_SCALE);

  private ExactValue() {}

  static String text(Value value) {
    if (value instanceof IntegerValue integer) {
      return Long.toString(integer.value());
    }
    if (value instanceof FloatValue number) {
      long units = number.tenThousandths();
      return -LARGE < units && units < LARGE
          ? decimal(units)
          : pair("numerator", Long.toString(units), "denominator", FLOAT_UNITS);
    }
    if (value instanceof Percentage percentage) {
      return pair("numerator", numerator(value), "denominator", percentage.denominator());
    }
    if (value instanceof Average average) {
      return pair("sum", numerator(value), "count", average.count());
    }
    return ((StoredValue.Text) value.stored()).json();
  }

  private static String pair(String name, String number, String other, long count) {
    return "{\"" + name + "\":" + number + ",\"" + other + "\":" + count + "}";
  }

  /** Returns the numerator of a percentage or the sum of an average. */
  static String numerator(Value value) {
    StoredValue.Ratio ratio = (StoredValue.Ratio) value.stored();
    return value instanceof Average && ratio.baseFreq() != Average.ofIntegers(0, 1).baseFreq()
        ? decimal(ratio.numerator())
        : Long.toString(ratio.numerator());
  }

  private static String decimal(long tenThousandths) {
    return BigDecimal.valueOf(tenThousandths, FLOAT_SCALE).stripTrailingZeros().toPlainString();
  }

  /**
   * Reads a value.
   *
   * @param series any series, which says what kind of value is due
   * @param json the value as {@link #text} writes it, or as esmond serves it
   * @throws InvalidInputException when values of the series are not like this
   */
  static Value read(Series series, JsonNode json) {
    ValueType type = series.eventType().valueType();
    if (series.summaryType() == SummaryType.AVERAGE) {
      return average(type, json);
    }
    if (series.summaryType() == SummaryType.STATISTICS) {
      return statistics(series, json);
    }
    if (type == ValueType.INTEGER && json.isIntegralNumber() && json.canConvertToLong()) {
      return new IntegerValue(json.longValue());
    }
    if (type == ValueType.FLOAT && json.isNumber()) {
      return floatValue(json.decimalValue());
    }
    if (type == ValueType.FLOAT && json.path("numerator").canConvertToLong()) {
      return new FloatValue(json.path("numerator").longValue());
    }
    if (type == ValueType.PERCENTAGE && json.isNumber()) {
      Fraction fraction = Fraction.of(json.doubleValue());
      return new Percentage(fraction.numerator(), fraction.denominator());
    }
    return Value.parse(type, json.toString());
  }

  /** Keeps all digits of a number that has four decimal places at most. */
  private static Value floatValue(BigDecimal number) {
    return number.abs().compareTo(LARGE_FLOAT) < 0
            && number.stripTrailingZeros().scale() <= FLOAT_SCALE
        ? new FloatValue(number.scaleByPowerOfTen(FLOAT_SCALE).longValue())
        : FloatValue.of(number.doubleValue());
  }

  private static Value average(ValueType type, JsonNode json) {
    boolean integers = type == ValueType.INTEGER;
    try {
      if (json.isNumber()) {
        double quotient = json.doubleValue();
        Fraction fraction =
            integers ? Fraction.of(quotient) : Fraction.ofUnits(quotient, FLOAT_UNITS);
        return integers
            ? Average.ofIntegers(fraction.numerator(), fraction.denominator())
            : Average.ofFloats(fraction.numerator(), fraction.denominator());
      }
      long count = json.required("count").decimalValue().longValueExact();
      BigDecimal sum = json.required("sum").decimalValue();
      return integers
          ? Average.ofIntegers(sum.longValueExact(), count)
          : Average.ofFloats(sum.scaleByPowerOfTen(FLOAT_SCALE).longValueExact(), count);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "val", json, "must be a number, or have a sum and a count of 64 bits");
    }
  }

  private static Value statistics(Series series, JsonNode json) {
    if (!json.isObject()) {
      throw new InvalidInputException("val", json, "must be an object with statistics");
    }
    return Value.of(series, new StoredValue.Text(json.toString()));
  }
}
