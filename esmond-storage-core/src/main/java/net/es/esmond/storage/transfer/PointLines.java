package net.es.esmond.storage.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.StringJoiner;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;

/** Points as lines of JSON or of comma-separated values, written and read. */
final class PointLines {
  static final String CSV_HEADER =
      "metadata-key,event-type,summary-type,summary-window,time,ts,val,numerator,denominator\n";

  private static final String SUMMARY_TYPE = "\"summary-type\":\"";
  private static final int CSV_COLUMNS = CSV_HEADER.split(",").length;
  private static final int MILLI_DIGITS = 3;

  /** Seconds of more than thirty million years, which no clock shows by mistake. */
  private static final BigDecimal FAR = BigDecimal.TEN.pow(15);

  private PointLines() {}

  /** Writes a page of points of one series, a line for each. */
  static String of(ExportFormat format, Series series, List<Point> points) {
    StringBuilder lines = new StringBuilder();
    switch (format) {
      case JSON_LINES -> json(series, points, lines);
      case CSV -> csv(series, points, lines);
    }
    return lines.toString();
  }

  private static void json(Series series, List<Point> points, StringBuilder lines) {
    String named =
        "{\"metadata-key\":"
            + JsonNodeFactory.instance.textNode(series.metadataKey())
            + ",\"event-type\":\""
            + series.eventType()
            + "\",\"summary-type\":\""
            + series.summaryType()
            + "\",\"summary-window\":"
            + series.windowSeconds()
            + ",\"ts\":";
    for (Point point : points) {
      lines.append(named);
      seconds(point.time(), lines);
      lines.append(",\"val\":").append(ExactValue.text(point.value())).append("}\n");
    }
  }

  private static void csv(Series series, List<Point> points, StringBuilder lines) {
    String named =
        quoted(series.metadataKey())
            + ","
            + series.eventType()
            + ","
            + series.summaryType()
            + ","
            + series.windowSeconds()
            + ",";
    for (Point point : points) {
      lines.append(named).append(point.time()).append(',');
      seconds(point.time(), lines);
      lines.append(',');
      Value value = point.value();
      if (value instanceof Percentage percentage) {
        lines.append(percentage.value()).append(',').append(percentage.numerator());
        lines.append(',').append(percentage.denominator());
      } else if (value instanceof Average average) {
        lines.append(average.value()).append(',').append(ExactValue.numerator(value));
        lines.append(',').append(average.count());
      } else {
        lines.append(quoted(ExactValue.text(value))).append(",,");
      }
      lines.append('\n');
    }
  }

  private static String quoted(String text) {
    return text.matches("[\\w.-]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }

  /** Appends a time in seconds since 1970, with milliseconds where it has any. */
  private static void seconds(Instant time, StringBuilder lines) {
    long millis = time.toEpochMilli();
    if (millis % 1000 == 0) {
      lines.append(millis / 1000);
    } else {
      lines.append(BigDecimal.valueOf(millis, MILLI_DIGITS).toPlainString());
    }
  }

  /** Reads a point from an object with the members of a line. */
  static ImportedPoint ofJson(JsonNode line) {
    Series series =
        new Series(
            line.path("metadata-key").asText(),
            EventType.of(line.path("event-type").asText()),
            SummaryType.of(line.path("summary-type").asText("base")),
            line.path("summary-window").asLong());
    return new ImportedPoint(series, point(series, line));
  }

  /** Reads a point in the form of esmond's sample files, which name series by their paths. */
  static ImportedPoint ofSample(JsonNode item) {
    StringJoiner path = new StringJoiner(":");
    item.path("path").forEach(step -> path.add(step.asText()));
    Series series =
        Series.ofPath(path.toString())
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "path", item.path("path"), "must be the path of a series"));
    JsonNode millis = item.path("ts");
    if (!millis.isIntegralNumber() || !millis.canConvertToLong()) {
      throw new InvalidInputException("ts", millis, "must be milliseconds since 1970");
    }
    return new ImportedPoint(
        series,
        new Point(
            Instant.ofEpochMilli(millis.longValue()), ExactValue.read(series, item.path("val"))));
  }

  /** Returns whether a line may be a summary, or a base point, without reading it as a whole. */
  static boolean mayBe(String line, boolean summary) {
    int name = line.indexOf(SUMMARY_TYPE);
    return !line.startsWith(RecordJson.LINE)
        && (name < 0 || line.startsWith("base\"", name + SUMMARY_TYPE.length()) != summary);
  }

  /** Reads a point of a series from an object with {@code ts} in seconds and {@code val}. */
  static Point point(Series series, JsonNode object) {
    return new Point(time(object.path("ts")), ExactValue.read(series, object.path("val")));
  }

  /** Reads seconds since 1970, of any size. */
  static Instant time(JsonNode seconds) {
    try {
      BigDecimal number =
          seconds.isNumber() ? seconds.decimalValue() : new BigDecimal(seconds.asText());
      if (number.abs().compareTo(FAR) < 0) {
        return Instant.ofEpochMilli(number.movePointRight(MILLI_DIGITS).longValue());
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw new InvalidInputException("ts", seconds, "must be seconds since 1970");
  }

  /** Reads a point from the fields of a line of comma-separated values. */
  static ImportedPoint ofCsv(List<String> fields) {
    if (fields.size() != CSV_COLUMNS) {
      throw new InvalidInputException(
          "line", fields, "must have the columns " + CSV_HEADER.strip());
    }
    Series series =
        new Series(
            fields.get(0),
            EventType.of(fields.get(1)),
            SummaryType.of(fields.get(2)),
            time(JsonNodeFactory.instance.textNode(fields.get(3))).getEpochSecond());
    String numerator = fields.get(7);
    boolean average = series.summaryType() == SummaryType.AVERAGE;
    String value =
        numerator.isEmpty()
            ? fields.get(6)
            : (average ? "{\"sum\":" : "{\"numerator\":")
                + numerator
                + (average ? ",\"count\":" : ",\"denominator\":")
                + fields.get(8)
                + "}";
    Instant time = time(JsonNodeFactory.instance.textNode(fields.get(5)));
    return new ImportedPoint(series, new Point(time, ExactValue.read(series, Json.read(value))));
  }
}
