package net.es.esmond.storage.testkit.service;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.MetadataRepository;
import net.es.esmond.storage.document.ArchiveDocuments;
import net.es.esmond.storage.document.JsonDocument;
import net.es.esmond.storage.document.MeasurementDocument;
import net.es.esmond.storage.document.PageLinks;
import net.es.esmond.storage.document.RegistrationDocument;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.WriteResult;

/** The records and series of an archive, by their paths. */
final class ArchiveResource {
  private static final Answer NOTHING = Answer.of(200, ArchiveDocuments.points(Stream.empty()));

  private final EsmondStorage storage;
  private final MetadataRepository records;
  private final Archive archive;

  ArchiveResource(EsmondStorage storage, Duration deadline) {
    this.storage = storage;
    this.records = storage.metadata();
    this.archive = storage.archive().withTimeout(deadline);
  }

  Answer get(Request request) {
    List<String> path = request.path();
    ArchiveDocuments documents = documents(request);
    return switch (path.size()) {
      case 0 -> list(request);
      case 1 -> about(path, documents::record).orElse(Answer.NOT_FOUND);
      case 2 -> about(path, record -> documents.eventType(record, path.get(1))).orElse(NOTHING);
      case 3 ->
          type(path) == SummaryType.BASE
              ? points(request, Series.base(path.get(0), EventType.of(path.get(1))))
              : about(path, record -> documents.summaries(record, path.get(1), type(path)))
                  .filter(answer -> answer.body().length > NOTHING.body().length)
                  .orElse(Answer.NOT_FOUND);
      case 4 ->
          points(
              request,
              new Series(path.get(0), EventType.of(path.get(1)), type(path), window(path)));
      default -> Answer.NOT_FOUND;
    };
  }

  private Optional<Answer> about(List<String> path, Function<Metadata, JsonDocument> document) {
    return records.find(path.get(0)).map(record -> Answer.of(200, document.apply(record)));
  }

  private static ArchiveDocuments documents(Request request) {
    return ArchiveDocuments.at(request.url().resolve(ArchiveService.PATH));
  }

  private static SummaryType type(List<String> path) {
    return SummaryType.findPath(path.get(2))
        .orElseThrow(
            () -> new InvalidInputException("summary-type", path.get(2), "Invalid summary type"));
  }

  private static long window(List<String> path) {
    return path.get(3).matches("\\d{1,10}") ? Long.parseLong(path.get(3)) : 0;
  }

  private Answer list(Request request) {
    MetadataQuery query = MetadataQuery.parse(request.parameters(), storage.clock());
    PageLinks links =
        new PageLinks(request.url(), query.limit(), query.offset(), records.count(query));
    Stream<Metadata> page = records.findAll(query).limit(query.limit());
    byte[] body = documents(request).records(page, links).bytes();
    return new Answer(200, body, links.header());
  }

  /** Answers points in esmond's order; none of a series that the archive does not have. */
  private Answer points(Request request, Series series) {
    SeriesQuery query = SeriesQuery.parse(series, request.parameters(), storage.clock());
    query = query.limit(Math.min(query.limit(), SeriesQuery.MAX_PAGE_SIZE));
    List<Point> points = new ArrayList<>();
    boolean more = false;
    try {
      for (Optional<SeriesQuery> next = Optional.of(query); next.isPresent(); ) {
        Page page = archive.readPage(next.get());
        points.addAll(page.points());
        more = page.more();
        next = page.next();
      }
    } catch (UnknownMetadataException | UnknownSeriesException e) {
      return NOTHING;
    }
    long known = query.offset() + points.size() + (more ? 1 : 0);
    PageLinks links = new PageLinks(request.url(), query.limit(), query.offset(), known);
    byte[] body = ArchiveDocuments.points(points.stream()).bytes();
    return new Answer(200, body, links.header());
  }

  Answer write(Request request) throws IOException {
    List<String> path = request.path();
    if (!request.header("Content-Type").orElse("").startsWith("application/json")) {
      return Answer.refused(400, "Must post content-type: application/json header.");
    }
    InputStream body = request.exchange().getRequestBody();
    MeasurementDocument measured = MeasurementDocument.of(body);
    return switch (request.exchange().getRequestMethod() + path.size()) {
      case "POST0" -> register(request, body);
      case "PUT1" -> store(measured.points(path.get(0)));
      case "POST3" ->
          type(path) == SummaryType.BASE
              ? store(measured.points(path.get(0), path.get(1)))
              : Answer.refused(400, "Only base summary-type allowed for writing.");
      default -> Answer.refused(405, "Method not allowed here.");
    };
  }

  private Answer register(Request request, InputStream body) throws IOException {
    Metadata record = records.register(RegistrationDocument.read(body));
    return Answer.of(201, documents(request).record(record));
  }

  /** Stores what can be stored. As in esmond, event types that the record has not are skipped. */
  private Answer store(Stream<SeriesPoint> points) {
    WriteResult result = archive.announcingAtOnce().writeAll(points);
    for (RefusedSeries refused : result.refused()) {
      if (refused.code() != ErrorCode.UNKNOWN_SERIES) {
        return Answer.failed(refused.code(), refused.message());
      }
    }
    return result.conflicting() == 0
        ? Answer.STORED
        : Answer.refused(409, result.conflicting() + " points have another value already");
  }
}
