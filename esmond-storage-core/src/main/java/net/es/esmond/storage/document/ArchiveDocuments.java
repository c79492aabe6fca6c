package net.es.esmond.storage.document;

import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SummaryType;

/**
 * Makes the documents that esmond's REST API answers with, member for member and in esmond's order.
 * Immutable; safe for use by many threads.
 *
 * <pre>{@code
 * ArchiveDocuments documents = ArchiveDocuments.at(URI.create("http://ma.example.net/archive/"));
 * documents.record(storage.metadata().get(key)).writeTo(out);
 * ArchiveDocuments.points(storage.archive().read(query)).writeTo(out);
 * }</pre>
 */
public final class ArchiveDocuments {
  private final URI archive;

  private ArchiveDocuments(URI archive) {
    this.archive = archive;
  }

  /**
   * Makes documents of an archive that clients reach at a URL.
   *
   * @param archive absolute URL of the list of records, such as {@code
   *     https://ma.example.net/esmond/perfsonar/archive/}; a slash at its end may be left out
   * @return the archive's documents
   * @throws InvalidInputException when the URL is not absolute, or has a query
   */
  public static ArchiveDocuments at(URI archive) {
    if (archive.getRawAuthority() == null || archive.getScheme() == null) {
      throw new InvalidInputException("archive", archive, "must be an absolute URL");
    }
    if (archive.getRawQuery() != null || archive.getRawFragment() != null) {
      throw new InvalidInputException("archive", archive, "must have no query and no fragment");
    }
    return new ArchiveDocuments(
        archive.getRawPath().endsWith("/") ? archive : URI.create(archive + "/"));
  }

  /**
   * Makes the document of one record, the answer to a registration too.
   *
   * <p>Names of free parameters have dashes in place of underscores, as in esmond. A parameter with
   * the name of another member of the document, such as {@code url}, is left out.
   *
   * @param record the record
   * @return an object
   */
  public JsonDocument record(Metadata record) {
    Objects.requireNonNull(record, "record");
    return new JsonDocument(
        json -> new RecordWriter(json, archive).write(record, Optional.empty()));
  }

  /**
   * Makes the document of a page of records.
   *
   * @param records the records in their order, read while the document is written
   * @param page how many records there are, and the links to other pages; the first record shows
   *     them
   * @return an array; it can be written once
   */
  public JsonDocument records(Stream<Metadata> records, PageLinks page) {
    Objects.requireNonNull(page, "page");
    Objects.requireNonNull(records, "records");
    return new JsonDocument(
        json -> {
          Iterator<Metadata> rest = records.iterator();
          RecordWriter writer = new RecordWriter(json, archive);
          Optional<PageLinks> first = Optional.of(page);
          json.writeStartArray();
          while (rest.hasNext()) {
            writer.write(rest.next(), first);
            first = Optional.empty();
          }
          json.writeEndArray();
        });
  }

  /**
   * Makes the document of one event type of a record.
   *
   * @param record the record
   * @param eventType esmond's name
   * @return an array of one object, or of none when the record has no such event type
   */
  public JsonDocument eventType(Metadata record, String eventType) {
    String path = RecordWriter.path(archive, record);
    List<EventTypeInfo> infos = infos(record, eventType);
    return new JsonDocument(json -> new EventTypeWriter(json, path).write(infos));
  }

  /**
   * Makes the list of the summaries that a record has of an event type.
   *
   * @param record the record
   * @param eventType esmond's name
   * @param summaryType which summaries
   * @return an array; empty when there are none, which esmond answers with status 404
   */
  public JsonDocument summaries(Metadata record, String eventType, SummaryType summaryType) {
    String path = RecordWriter.path(archive, record);
    List<EventTypeInfo> infos =
        infos(record, eventType).stream()
            .filter(info -> info.summaryType() == summaryType)
            .toList();
    return new JsonDocument(json -> new EventTypeWriter(json, path).writeSummaries(infos));
  }

  private static List<EventTypeInfo> infos(Metadata record, String eventType) {
    Objects.requireNonNull(eventType, "eventType");
    return record.eventTypes().stream().filter(info -> info.eventType().equals(eventType)).toList();
  }

  /**
   * Makes the document of points of any series, measured or summarised. Times are whole seconds.
   * Integers, floats, percentages and averages are floats as Python divides and prints them, such
   * as {@code 9412000000.0}. Where a double cannot hold an integer, the integer itself is written:
   * esmond would round it.
   *
   * <p>Text that is written parses back to an equal value, with two exceptions: of a percentage and
   * of an average, the document has the quotient only.
   *
   * @param points the points in their order, read while the document is written
   * @return an array; it can be written once
   */
  public static JsonDocument points(Stream<Point> points) {
    Objects.requireNonNull(points, "points");
    return new JsonDocument(json -> new PointWriter(json).write(points.iterator()));
  }

  /**
   * Makes the document with which esmond answers what it refuses.
   *
   * @param detail what happened
   * @return an object
   */
  public static JsonDocument error(String detail) {
    Objects.requireNonNull(detail, "detail");
    return new JsonDocument(
        json -> {
          json.writeStartObject();
          json.writeStringField("detail", detail);
          json.writeEndObject();
        });
  }
}
