package net.es.esmond.storage.testkit.data;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads and writes measurements in the form of esmond's sample files: a JSON array of objects with
 * {@code path}, {@code ts} in milliseconds and {@code val}. Other members are ignored. Files are
 * streamed: their size does not matter.
 */
public final class SampleFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SampleFiles() {}

  /**
   * Lists the files of a folder that hold measurements.
   *
   * @param folder is not searched in depth
   * @return those named {@code *.json} whose first object has a path, by name
   * @throws UncheckedIOException if one cannot be read
   */
  public static List<Path> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".json"))
          .filter(SampleFiles::holdsMeasurements)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a file.
   *
   * @param file to read
   * @return its points in order; close it
   * @throws UncheckedIOException if the file cannot be read; also while the stream is used
   * @throws IllegalArgumentException while the stream is used, if an object breaks a rule; the
   *     message names the file and the object's number
   */
  public static Stream<SamplePoint> read(Path file) {
    try {
      MappingIterator<JsonNode> objects = JSON.readerFor(JsonNode.class).readValues(file.toFile());
      long[] number = {0};
      return StreamSupport.stream(
              Spliterators.spliteratorUnknownSize(objects, Spliterator.ORDERED), false)
          .map(object -> point(object, file, ++number[0]))
          .onClose(() -> close(objects));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a file, replacing it.
   *
   * @param file to write
   * @param points in order; closed when written
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path file, Stream<SamplePoint> points) {
    try (points;
        JsonGenerator out = JSON.createGenerator(Files.newBufferedWriter(file))) {
      out.writeStartArray();
      for (SamplePoint point : (Iterable<SamplePoint>) points::iterator) {
        out.writeStartObject();
        out.writePOJOField("path", point.path());
        out.writeNumberField("ts", point.time().toEpochMilli());
        out.writeFieldName("val");
        out.writeRawValue(point.value());
        out.writeEndObject();
      }
      out.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SamplePoint point(JsonNode object, Path file, long number) {
    JsonNode path = object.path("path");
    JsonNode ts = object.path("ts");
    JsonNode value = object.path("val");
    if (!path.isArray() || !ts.isIntegralNumber() || value.isMissingNode()) {
      throw new IllegalArgumentException(
          "%s, object %s: path must be a list, ts milliseconds and val present, but was %s"
              .formatted(file, number, object));
    }
    try {
      List<String> steps =
          StreamSupport.stream(path.spliterator(), false).map(JsonNode::asText).toList();
      return new SamplePoint(steps, Instant.ofEpochMilli(ts.longValue()), value.toString());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ", object " + number + ": " + e.getMessage(), e);
    }
  }

  private static boolean holdsMeasurements(Path file) {
    try (JsonParser parser = JSON.createParser(file.toFile())) {
      return parser.nextToken() == JsonToken.START_ARRAY
          && parser.nextToken() == JsonToken.START_OBJECT
          && parser.<JsonNode>readValueAsTree().has("path");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(MappingIterator<JsonNode> objects) {
    try {
      objects.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
