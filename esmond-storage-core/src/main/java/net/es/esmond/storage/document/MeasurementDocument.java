package net.es.esmond.storage.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.JsonValue;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;

/**
 * A document in which esmond's clients send measurements. The document is read while its points are
 * taken, so it may be of any length: memory holds one item of it, 32 million characters at most.
 * For use by one thread at a time.
 *
 * <pre>{@code
 * MeasurementDocument document = MeasurementDocument.of(requestBody);
 * WriteResult result = storage.archive().writeAll(document.points(test.key()));
 * }</pre>
 *
 * <p>Points that were taken before a fault is met may be written already. A caller that is to write
 * nothing of a document with a fault takes all points first, by {@link Stream#toList}.
 *
 * <p>The document is as lenient as esmond: members may have any order, unknown ones are ignored,
 * and values may be written as {@link net.es.esmond.storage.series.Value#parse} takes them. A time
 * is a number of seconds, or text that is a whole one; a fraction is kept to milliseconds. Unlike
 * esmond, no member that counts may be there twice.
 */
public final class MeasurementDocument {
  /** Levels of objects and arrays around a value in a document. */
  private static final int LEVELS_AROUND_VALUE = 5;

  /** Without tables of names, which would grow with a long document. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JsonValue.MAX_DEPTH + LEVELS_AROUND_VALUE)
                  .maxStringLength(JsonValue.MAX_CHARS)
                  .build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final Source source;
  private Supplier<List<RefusedSeries>> refused = List::of;

  private MeasurementDocument(Source source) {
    this.source = source;
  }

  /** Opens the text of a document. */
  interface Source {
    JsonParser open() throws IOException;
  }

  /**
   * Wraps a document.
   *
   * @param json JSON text
   * @return a document, of which nothing was read yet
   */
  public static MeasurementDocument of(String json) {
    Objects.requireNonNull(json, "json");
    return new MeasurementDocument(() -> JSON.createParser(json));
  }

  /**
   * Wraps a document.
   *
   * @param json JSON text in UTF-8; not copied
   * @return a document, of which nothing was read yet
   */
  public static MeasurementDocument of(byte[] json) {
    Objects.requireNonNull(json, "json");
    return new MeasurementDocument(() -> open(new ByteArrayInputStream(json)));
  }

  /**
   * Wraps a document. Its points can be taken once.
   *
   * @param json JSON text in UTF-8; read to its end and not closed
   * @return a document, of which nothing was read yet
   */
  public static MeasurementDocument of(InputStream json) {
    Objects.requireNonNull(json, "json");
    return new MeasurementDocument(() -> open(json));
  }

  /** Opens a stream with a decoder that refuses what is not UTF-8; Java's own readers change it. */
  private static JsonParser open(InputStream json) throws IOException {
    return JSON.createParser(new InputStreamReader(json, StandardCharsets.UTF_8.newDecoder()));
  }

  /**
   * Returns the points of a document for all event types of a test, which is what clients put to
   * {@code /archive/KEY/}: {@code {"data":[{"ts":1700000000,"val":[{"event-type":"throughput",
   * "val":2}]}]}}. Values of names that esmond does not know are left out; see {@link #refused}.
   * Whether the test has the others is known to {@link
   * net.es.esmond.storage.Archive#writeAll(Stream)}.
   *
   * @param metadataKey key of the metadata record
   * @return the points in the order of the document; its methods throw {@link
   *     InvalidInputException} after the last point before a fault, naming the position and field
   *     of every fault up to the hundredth, and {@link java.io.UncheckedIOException} when the input
   *     stream fails
   */
  public Stream<SeriesPoint> points(String metadataKey) {
    // Any event type will do to check the key.
    return points(Series.base(metadataKey, EventType.THROUGHPUT).metadataKey(), Optional.empty());
  }

  /**
   * Returns the points of a document for one event type of a test: a list as in {@code
   * {"data":[{"ts":1700000000,"val":2}]}}, or the single point that clients post to {@code
   * /archive/KEY/EVENT-TYPE/base}, {@code {"ts":1700000000,"val":2}}.
   *
   * @param metadataKey key of the metadata record
   * @param eventType esmond's name
   * @return as {@link #points(String)}
   * @throws InvalidInputException when esmond has no such event type
   */
  public Stream<SeriesPoint> points(String metadataKey, String eventType) {
    Series series = Series.base(metadataKey, EventType.of(eventType));
    return points(series.metadataKey(), Optional.of(series.eventType()));
  }

  private Stream<SeriesPoint> points(String metadataKey, Optional<EventType> eventType) {
    UnknownEventTypes unknown = new UnknownEventTypes();
    refused = () -> unknown.refused(metadataKey);
    var reader = new MeasurementReader(source, metadataKey, eventType, unknown);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(reader, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  /**
   * Returns what is missing among the points that were taken last: the values of event types that
   * esmond does not know, such as those of a newer client. No test can have these, so they are
   * refused as {@link net.es.esmond.storage.series.WriteResult#refused} lists those that a test has
   * not.
   *
   * @return one for each name in what was read so far, a hundred at most, as more are a fault
   */
  public List<RefusedSeries> refused() {
    return refused.get();
  }
}
