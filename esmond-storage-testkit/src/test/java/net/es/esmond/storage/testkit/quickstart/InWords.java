package net.es.esmond.storage.testkit.quickstart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Statistics;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;

/** Values as one would say them, with the units in which perfSONAR's tools measure. */
final class InWords {
  private static final MathContext FOUR_DIGITS = new MathContext(4);
  private static final String[] PREFIXES = {"", "k", "M", "G", "T"};
  private static final double STEP = 1_000;

  private InWords() {}

  /** Returns a measured value, or a summary of such. */
  static String of(EventType type, Value value) {
    if (value instanceof IntegerValue integer) {
      return number(type, integer.value());
    } else if (value instanceof FloatValue number) {
      return number(type, number.value());
    } else if (value instanceof Average average) {
      return number(type, average.value());
    } else if (value instanceof Percentage share) {
      return String.format(
          Locale.ROOT,
          "%s (%,d of %,d)",
          number(type, share.value()),
          share.numerator(),
          share.denominator());
    } else if (value instanceof Statistics statistics) {
      return statistics(type, statistics);
    } else if (value instanceof Histogram histogram) {
      long counted = histogram.counts().values().stream().mapToLong(Long::longValue).sum();
      return String.format(
          Locale.ROOT, "%,d packets: %s", counted, statistics(type, histogram.statistics()));
    }
    return String.format(Locale.ROOT, "%,d characters", value.toString().length());
  }

  private static String statistics(EventType type, Statistics of) {
    return of.isEmpty()
        ? "no numbers"
        : "from %s to %s, median %s, mean %s, 95 %% up to %s"
            .formatted(
                number(type, of.minimum()),
                number(type, of.maximum()),
                number(type, of.median()),
                number(type, of.mean()),
                number(type, of.percentile95()));
  }

  /** Returns a number of an event type with its unit. */
  static String number(EventType type, double number) {
    if (type.valueType() == ValueType.PERCENTAGE) {
      return rounded(number * 100) + " %";
    }
    return switch (type) {
      case THROUGHPUT -> scaled(number) + "bit/s";
      case HISTOGRAM_OWDELAY, HISTOGRAM_RTT, PACKET_RTT, TIME_ERROR_ESTIMATES ->
          rounded(number) + " ms";
      case HISTOGRAM_TTL, HISTOGRAM_TTL_REVERSE -> rounded(number) + " hops";
      default -> rounded(number) + (type.esmondName().startsWith("packet-") ? " packets" : "");
    };
  }

  private static String scaled(double number) {
    int prefix = 0;
    double left = number;
    while (Math.abs(left) >= STEP && prefix < PREFIXES.length - 1) {
      left /= STEP;
      prefix++;
    }
    return rounded(left) + " " + PREFIXES[prefix];
  }

  private static String rounded(double number) {
    if (!Double.isFinite(number)) {
      return "none";
    }
    BigDecimal four = new BigDecimal(number).round(FOUR_DIGITS).stripTrailingZeros();
    return four.scale() > 0
        ? four.toPlainString()
        : String.format(Locale.ROOT, "%,d", four.toBigInteger());
  }
}
