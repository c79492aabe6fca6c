package net.es.esmond.storage.document;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.Iterator;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Statistics;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.Value;

/**
 * Writes points as esmond does. Numbers of every kind are floats there, and are divided before they
 * are printed.
 */
final class PointWriter {
  private static final SerializableString TIME = new SerializedString("ts");
  private static final SerializableString VALUE = new SerializedString("val");
  private static final SerializableString POINT_ZERO = new SerializedString(".0");
  private static final long MILLIS = 1000;

  /** Doubles hold every integer up to here. */
  private static final long EXACT = 1L << 53;

  /** Up to here, ten-thousandths have as few digits as to be the shortest ones of their double. */
  private static final long SHORTEST = 1_000_000_000_000_000L;

  private final JsonGenerator json;

  /** Digits of one number. */
  private final char[] digits = new char[24];

  PointWriter(JsonGenerator json) {
    this.json = json;
  }

  void write(Iterator<Point> points) throws IOException {
    json.writeStartArray();
    while (points.hasNext()) {
      Point point = points.next();
      json.writeStartObject();
      json.writeFieldName(TIME);
      json.writeNumber(point.time().toEpochMilli() / MILLIS);
      json.writeFieldName(VALUE);
      write(point.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void write(Value value) throws IOException {
    if (value instanceof IntegerValue integer) {
      write(integer.value());
    } else if (value instanceof FloatValue number) {
      write(number);
    } else if (value instanceof Percentage percentage) {
      write(percentage.value());
    } else if (value instanceof Average average) {
      write(average.value());
    } else if (value instanceof Statistics statistics) {
      write(statistics);
    } else {
      json.writeRawValue(((StoredValue.Text) value.stored()).json());
    }
  }

  /** Writes an integer as a float, or as it is where no double holds it. */
  private void write(long integer) throws IOException {
    if (-EXACT <= integer && integer <= EXACT) {
      json.writeNumber(integer);
      json.writeRaw(POINT_ZERO);
    } else if ((double) integer < 0x1p63 && (long) (double) integer == integer) {
      write((double) integer);
    } else {
      json.writeNumber(integer);
    }
  }

  private void write(double number) throws IOException {
    json.writeNumber(PythonFloat.repr(number));
  }

  private void write(FloatValue number) throws IOException {
    long units = number.tenThousandths();
    if (-SHORTEST < units && units < SHORTEST) {
      writeTenThousandths(units);
    } else {
      write(number.value());
    }
  }

  private void writeTenThousandths(long units) throws IOException {
    int start = digits.length;
    long rest = Math.abs(units);
    boolean ended = false;
    for (int place = 4; place > 0; place--) {
      int digit = (int) (rest % 10);
      rest /= 10;
      ended |= digit != 0 || place == 1;
      if (ended) {
        digits[--start] = (char) ('0' + digit);
      }
    }
    digits[--start] = '.';
    do {
      digits[--start] = (char) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    if (units < 0) {
      digits[--start] = '-';
    }
    json.writeRawValue(digits, start, digits.length - start);
  }

  private void write(Statistics statistics) throws IOException {
    json.writeStartObject();
    if (!statistics.isEmpty()) {
      json.writeArrayFieldStart("mode");
      for (double mode : statistics.mode()) {
        write(mode);
      }
      json.writeEndArray();
      write("mean", statistics.mean());
      write("minimum", statistics.minimum());
      write("maximum", statistics.maximum());
      write("percentile-25", statistics.percentile25());
      write("median", statistics.median());
      write("percentile-75", statistics.percentile75());
      write("percentile-95", statistics.percentile95());
      write("variance", statistics.variance());
      write("standard-deviation", statistics.standardDeviation());
    }
    json.writeEndObject();
  }

  private void write(String name, double number) throws IOException {
    json.writeFieldName(name);
    write(number);
  }
}
