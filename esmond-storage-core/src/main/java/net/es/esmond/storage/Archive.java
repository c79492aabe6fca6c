package net.es.esmond.storage;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.es.esmond.storage.internal.Calls;
import net.es.esmond.storage.internal.PageIterator;
import net.es.esmond.storage.internal.SeriesReader;
import net.es.esmond.storage.internal.SeriesWriter;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * The measurements. Immutable; safe for use by many threads. Every call has one deadline, {@code
 * cassandra_request_timeout} unless {@link #withTimeout} says otherwise; it covers waiting, every
 * attempt and the update of the metadata record.
 *
 * <p>Stages complete on the library's own threads: continue with the {@code ...Async} methods of
 * {@link CompletionStage} when the continuation blocks.
 */
public final class Archive {
  private final SeriesWriter writer;
  private final SeriesReader reader;
  private final Duration timeout;

  /**
   * How an archive is opened.
   *
   * @param clock tells the time
   * @param keepMilliseconds whether times keep their milliseconds
   * @param timeout deadline of a call for which the caller gives none
   */
  record Settings(Clock clock, boolean keepMilliseconds, Duration timeout) {}

  Archive(TimeSeriesStore series, MetadataStore metadata, Settings settings) {
    this(
        new SeriesWriter(series, metadata, settings.clock(), settings.keepMilliseconds()),
        new SeriesReader(series, metadata),
        settings.timeout());
  }

  private Archive(SeriesWriter writer, SeriesReader reader, Duration timeout) {
    this.writer = writer;
    this.reader = reader;
    this.timeout = timeout;
  }

  /**
   * Returns the same archive with another deadline for each call.
   *
   * @param timeout time a call may take in all, more than zero
   * @return a view; cheap
   */
  public Archive withTimeout(Duration timeout) {
    return new Archive(writer, reader, Deadline.after(timeout).budget());
  }

  /**
   * Writes one point of an event type whose values are integers, and moves the time at which the
   * event type was last updated.
   *
   * @param metadataKey key of the metadata record
   * @param eventType esmond's name
   * @param time time of the point
   * @param value its value
   * @throws net.es.esmond.storage.error.EsmondException as {@link #writeAll}
   */
  public void write(String metadataKey, String eventType, Instant time, long value) {
    write(metadataKey, eventType, new Point(time, new IntegerValue(value)));
  }

  /**
   * Writes one point, and moves the time at which the event type was last updated.
   *
   * @param metadataKey key of the metadata record
   * @param eventType esmond's name
   * @param point time and value
   * @throws net.es.esmond.storage.error.EsmondException as {@link #writeAll}
   */
  public void write(String metadataKey, String eventType, Point point) {
    writeAll(metadataKey, eventType, List.of(point));
  }

  /**
   * {@link #write(String, String, Point)} without blocking.
   *
   * @param metadataKey key of the metadata record
   * @param eventType esmond's name
   * @param point time and value
   * @return completes once the point is acknowledged
   */
  public CompletionStage<Void> writeAsync(String metadataKey, String eventType, Point point) {
    return writeAllAsync(metadataKey, eventType, List.of(point));
  }

  /**
   * Writes points of one event type, and then moves the time at which it was last updated. Writing
   * may be repeated: the same point again changes nothing.
   *
   * @param metadataKey key of the metadata record
   * @param eventType esmond's name
   * @param points in any order
   * @throws net.es.esmond.storage.error.InvalidInputException when a point breaks a rule; nothing
   *     was written
   * @throws net.es.esmond.storage.error.UnknownMetadataException when no record has that key
   * @throws net.es.esmond.storage.error.UnknownSeriesException when it has no such event type
   * @throws net.es.esmond.storage.error.StoreException when a store could not serve; a write may
   *     have been applied
   */
  public void writeAll(String metadataKey, String eventType, List<Point> points) {
    Calls.await(writeAllAsync(metadataKey, eventType, points));
  }

  /**
   * {@link #writeAll} without blocking.
   *
   * @param metadataKey key of the metadata record
   * @param eventType esmond's name
   * @param points in any order
   * @return completes once every point is acknowledged
   * @throws net.es.esmond.storage.error.InvalidInputException when a point breaks a rule; nothing
   *     was written
   */
  public CompletionStage<Void> writeAllAsync(
      String metadataKey, String eventType, List<Point> points) {
    Objects.requireNonNull(metadataKey, "metadataKey");
    if (points.isEmpty()) {
      return completedFuture(null);
    }
    return writer.write(metadataKey, EventType.of(eventType), points, Deadline.after(timeout));
  }

  /**
   * Reads points page by page, as the stream is consumed: memory holds one page, and each page has
   * its own deadline. The stream needs no closing.
   *
   * @param query which points
   * @return the points in the order asked for; its methods throw what {@link #readPage} throws
   */
  public Stream<Point> read(SeriesQuery query) {
    Iterator<Point> points = new PageIterator(this::readPage, query);
    Iterable<Point> iterable = () -> points;
    return StreamSupport.stream(iterable.spliterator(), false);
  }

  /**
   * Reads one page of points.
   *
   * @param query which points
   * @return the points, and how to get those that follow
   * @throws net.es.esmond.storage.error.UnknownMetadataException when no record has that key
   * @throws net.es.esmond.storage.error.UnknownSeriesException when it has no such event type
   * @throws net.es.esmond.storage.error.StoreException when a store could not serve
   */
  public Page readPage(SeriesQuery query) {
    return Calls.await(readPageAsync(query));
  }

  /**
   * {@link #readPage} without blocking.
   *
   * @param query which points
   * @return completes with the points, and how to get those that follow
   */
  public CompletionStage<Page> readPageAsync(SeriesQuery query) {
    Objects.requireNonNull(query, "query");
    return reader.read(query, Deadline.after(timeout));
  }
}
