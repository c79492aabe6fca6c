package net.es.esmond.storage.testkit.bench.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import net.es.esmond.storage.document.ArchiveDocuments;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Value;

/** How a document of points is written. */
enum DocumentWay {
  /** This library. */
  LIBRARY {
    @Override
    void write(List<Point> points, OutputStream out) throws IOException {
      ArchiveDocuments.points(points.stream()).writeTo(out);
    }
  },
  /** Text that is put together by hand, and then encoded as a whole. */
  STRING_BUILDER {
    @Override
    void write(List<Point> points, OutputStream out) throws IOException {
      StringBuilder text = new StringBuilder("[");
      for (Point point : points) {
        text.append(text.length() == 1 ? "" : ",")
            .append("{\"ts\":")
            .append(point.time().getEpochSecond())
            .append(",\"val\":");
        if (point.value() instanceof Histogram histogram) {
          text.append(histogram.text());
        } else {
          text.append(number(point.value()));
        }
        text.append('}');
      }
      out.write(text.append(']').toString().getBytes(UTF_8));
    }
  },
  /** Jackson's generator with its defaults. */
  JACKSON {
    @Override
    void write(List<Point> points, OutputStream out) throws IOException {
      try (JsonGenerator json = FACTORY.createGenerator(out)) {
        json.writeStartArray();
        for (Point point : points) {
          json.writeStartObject();
          json.writeNumberField("ts", point.time().getEpochSecond());
          json.writeFieldName("val");
          if (point.value() instanceof Histogram histogram) {
            json.writeRawValue(histogram.text());
          } else {
            json.writeNumber(number(point.value()));
          }
          json.writeEndObject();
        }
        json.writeEndArray();
      }
    }
  };

  private static final JsonFactory FACTORY = new JsonFactory();

  abstract void write(List<Point> points, OutputStream out) throws IOException;

  private static double number(Value value) {
    if (value instanceof IntegerValue integer) {
      return integer.value();
    }
    if (value instanceof FloatValue number) {
      return number.value();
    }
    return value instanceof Percentage percentage ? percentage.value() : ((Average) value).value();
  }
}
